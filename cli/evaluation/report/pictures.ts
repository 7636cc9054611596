import { amount } from '../../../dsl/core/amount.ts'
import { markup, type Markup, pictureUrl } from '../../html/markup.ts'
import type { Analysis } from '../analyse.ts'
import { fraction } from '../columns.ts'
import { meanings } from '../sections.ts'
import type { Embedded } from './embed.ts'
import { type Drawn, drawnFrom, type Kind, kinds, type WorstImage } from './worst.ts'

/** Boxes drawn on an image, those that matter most. */
const mostBoxes = 400

const says: Readonly<Record<Kind, string>> = { ...meanings, hit: 'right', miss: 'not found' }

const names: Readonly<Record<Kind, string>> = { hit: 'Hit', miss: 'Miss', Cls: 'Cls', Loc: 'Loc', Both: 'Both', Dupe: 'Dupe', Bkg: 'Bkg' }

/** The images with the most faults, their boxes by kind; kinds can be hidden. */
export const pictureSection = (a: Analysis, worst: readonly WorstImage[], pictures: ReadonlyMap<number, Embedded>): readonly Markup[] => {
  if (worst.length === 0) return []
  const legend = kinds.map(
    (kind) => markup`<li><label title="${says[kind]}"><input type="checkbox" id="show-${kind}" checked>
<svg class="key" viewBox="0 0 24 16"><rect class="box k-${kind}" x="4" y="3" width="16" height="10"/></svg>${names[kind]}: ${says[kind]}</label></li>`,
  )
  return [
    markup`<section id="worst"><h2>The worst images</h2>
<p>Those with the most objects not found and false alarms together, from score ${fraction(drawnFrom(a))} on (the best F1). A box says more under the pointer.</p>
<ul class="legend">${legend}</ul>
<div class="images">${worst.map((w) => picture(a, w, pictures.get(w.image)))}</div></section>`,
  ]
}

const picture = ({ comparison }: Analysis, { image, misses, falseAlarms, boxes }: WorstImage, embedded: Embedded | undefined): Markup => {
  const record = comparison.images[image]
  const shown = boxes.slice(0, mostBoxes)
  const right = Math.max(1, ...boxes.map(({ box: [x, , w] }) => x + w))
  const bottom = Math.max(1, ...boxes.map(({ box: [, y, , h] }) => y + h))
  const width = record?.width ?? embedded?.width ?? right
  const height = record?.height ?? embedded?.height ?? bottom
  const classOf = (k: number): string => comparison.categories[k]?.name ?? ''
  const title = ({ kind, category, score, about }: Drawn): string =>
    [
      `${names[kind]}: ${classOf(category)}`,
      ...(score === undefined ? [] : [`score ${fraction(score)}`]),
      ...(about === undefined || about === category ? [] : [`is ${classOf(about)}`]),
    ].join(', ')
  const drawn = shown.toReversed().map((d) => {
    const [x, y, w, h] = d.box
    return markup`<g class="g-${d.kind}"><rect class="halo" x="${x}" y="${y}" width="${w}" height="${h}"/><rect class="box k-${d.kind}" x="${x}" y="${y}" width="${w}" height="${h}"><title>${title(d)}</title></rect></g>`
  })
  const name = record?.file ?? `image ${record?.id ?? image}`
  return markup`<figure><div class="frame">${embedded !== undefined && markup`<img alt="${name}" src="${pictureUrl('jpeg', embedded.jpeg)}" width="${width}" height="${height}">`}
<svg class="boxes" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${drawn}</svg></div>
<figcaption><b>${name}</b> · ${misses} not found, ${amount(falseAlarms, 'false alarm')}${boxes.length > shown.length && `; ${shown.length} of ${boxes.length} boxes drawn`}</figcaption></figure>`
}
