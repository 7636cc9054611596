import { amount, grouped } from '../../dsl/core/amount.ts'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Annotation, Category } from '../../stdlib/data/dataset.ts'
import type { Statistics } from '../../stdlib/data/statistics.ts'
import { writeNewFile } from '../../stdlib/files/afresh.ts'
import { colour } from '../detection/overlay.ts'
import { type Markup, markup, pictureUrl } from '../html/markup.ts'
import { page } from '../html/page.ts'
import { barChart, densityChart } from './charts.ts'
import type { Entry, Reason, Sheet } from './sheet.ts'
import { classRows, extentRows, perImageRows, ratioRows, sizeRows, type SplitCounts, splitText, summary } from './statistics-text.ts'

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 24px auto; max-width: 1360px; padding: 0 16px; }
h1 { font-size: 20px; overflow-wrap: anywhere; } h2 { font-size: 15px; margin: 24px 0 6px; }
svg { max-width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: currentColor; } svg .name { text-anchor: end; }
.bar { fill: #4477bb; } .map { border: 1px solid #8888; }
.charts, .sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 16px; }
figure { margin: 0; } figcaption { overflow-wrap: anywhere; font-size: 12px; }
.frame { position: relative; } .frame img, .frame svg { display: block; width: 100%; } .frame svg { position: absolute; inset: 0; height: 100%; }
.close img { image-rendering: pixelated; }
.frame rect { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.5px; } .frame .ignored { stroke-dasharray: 4 3; }
.classes { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; list-style: none; overflow-wrap: anywhere; } .classes svg { vertical-align: -2px; }
`

const px = (x: number): string => x.toFixed(2)

const objectMark = ({ box: [x1, y1, x2, y2], label, ignored }: Annotation, classes: readonly Category[]): Markup => {
  const name = label === undefined ? 'no class' : (classes[label]?.name ?? '')
  const said = `${name}, ${(x2 - x1).toFixed(1)} × ${(y2 - y1).toFixed(1)} px${ignored ? ', ignored' : ''}`
  return markup`<rect x="${px(x1)}" y="${px(y1)}" width="${px(x2 - x1)}" height="${px(y2 - y1)}" stroke="${label === undefined ? '#999' : colour(label)}" class="${ignored ? 'ignored' : 'learned'}"><title>${said}</title></rect>`
}

const figure = ({ file, boxes, smallest, shown, objects, hidden, reason }: Entry, classes: readonly Category[]): Markup => {
  const says = [
    amount(boxes, 'box', 'boxes'),
    ...(Number.isFinite(smallest) ? [`the smallest ${smallest.toFixed(1)} px`] : []),
    ...(hidden > 0 ? [`${grouped(hidden)} not drawn`] : []),
  ].join(', ')
  return markup`<figure class="${reason === 'tiniest' ? 'close' : 'whole'}"><div class="frame"><img src="${pictureUrl('jpeg', shown.jpeg)}" alt="${file}"><svg viewBox="${shown.x} ${shown.y} ${shown.width} ${shown.height}" preserveAspectRatio="none">${objects.map((o) => objectMark(o, classes))}</svg></div><figcaption>${file}<br>${says}</figcaption></figure>`
}

const headings: Readonly<Record<Reason, string>> = {
  crowded: 'Most crowded',
  tiniest: 'Tiniest boxes, close up',
  chance: 'By chance',
}

const legend = (classes: readonly Category[]): Markup =>
  markup`<ul class="classes">${classes
    .slice(0, 100)
    .map(
      ({ name }, i) =>
        markup`<li><svg width="12" height="12" viewBox="0 0 12 12"><rect width="12" height="12" fill="${colour(i)}"/></svg> ${name}</li>`,
    )}</ul>`

const absent = ({ missing, first }: Sheet): Markup | undefined =>
  missing === 0
    ? undefined
    : markup`<p class="missing">${amount(missing, 'image')} could not be shown, and others stand in where there are any${first === undefined ? '' : `; the first is ${first[0]}: ${first[1]}`}</p>`

/** What the page shows. */
export interface Inspected {
  readonly title: string
  readonly statistics: Statistics
  /** None where there is but one. */
  readonly splits: readonly SplitCounts[]
  readonly classes: readonly Category[]
  /** One a split. */
  readonly sheets: readonly { readonly name: string; readonly sheet: Sheet }[]
}

/** What a data set holds as one page: the histograms of the terminal, and a contact sheet. Nothing in it runs or is loaded. */
const inspectPage = ({ title, statistics: s, splits, classes, sheets }: Inspected): string =>
  page({
    title,
    style,
    body: [
      markup`<h1>${title}</h1>`,
      markup`<ul>${[...splits.map(splitText), ...summary(s)].map((text) => markup`<li>${text}</li>`)}</ul>`,
      markup`<div class="charts">${[
        barChart('Sizes, √(width · height)', sizeRows(s.sizes)),
        barChart('Boxes an image', perImageRows(s.perImage)),
        barChart('Width to height', ratioRows(s.ratios)),
        barChart('Classes', classRows(s.classes).slice(0, 100)),
        barChart('Sizes of images', extentRows(s).slice(0, 20)),
        densityChart('Where boxes are', s.density),
      ]}</div>`,
      legend(classes),
      ...sheets.flatMap(({ name, sheet }) => [
        markup`<h1>Contact sheet${splits.length === 0 ? '' : `: ${name}`}</h1>`,
        ...[absent(sheet) ?? markup``],
        ...(['crowded', 'tiniest', 'chance'] as const).map((reason) => {
          const entries = sheet.entries.filter((entry) => entry.reason === reason)
          return entries.length === 0
            ? markup``
            : markup`<section><h2>${headings[reason]}</h2><div class="sheet">${entries.map((entry) => figure(entry, classes))}</div></section>`
        }),
      ]),
    ],
  })

/** Writes the page, to a file that is not there yet. */
export const writePage = (file: string, inspected: Inspected): TE.TaskEither<Issue, void> => writeNewFile(file, [inspectPage(inspected)])
