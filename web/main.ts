import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { marksOf } from '../cli/detection/marks.ts'
import { enlargement, overlay } from '../cli/detection/overlay.ts'
import { counted } from '../cli/detection/table.ts'
import type { Model } from '../cli/export/model.ts'
import { toInput } from '../cli/training/input.ts'
import { resultsOf, toOriginal } from '../cli/training/results.ts'
import { draw, type Issue } from '../dsl/core/issue.ts'
import { nothing } from '../stdlib/data/samples.ts'
import type { Picture } from '../stdlib/data/picture.ts'
import type { Detection } from '../stdlib/eval/detections.ts'
import { openDetector, type Opened } from './detector.ts'
import { pictureOf } from './picture.ts'

const { fovea: given } = globalThis
const { model } = given

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`internal: the page has no ${id}`)
  return found
}

/** Names come from the training data: they are text, never markup. */
const say = (id: string, text: string): void => {
  element(id).textContent = text
}

/** How many of each class score enough to be counted, in words. */
const counts = (results: readonly Detection[], { classes }: Model): readonly string[] =>
  classes.map(({ id, name }) => {
    const n = results.filter(({ category_id, score }) => category_id === id && score >= counted).length
    return `${name}: ${String(n)} that score ${String(counted)} or more`
  })

/** The picture, enlarged where it is small, and the boxes over it: an SVG as an image, in which no script runs. */
const show = (picture: Picture, results: readonly Detection[]): void => {
  const by = enlargement(picture)
  const size = { width: picture.width * by, height: picture.height * by }
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: picture.width, height: picture.height })
  canvas.style.width = `${String(size.width)}px`
  const pixels = new ImageData(picture.width, picture.height)
  for (let i = 0; i < picture.width * picture.height; i++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = picture.data[3 * i + c] ?? 0
    pixels.data[4 * i + 3] = 255
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  const boxes = new Image()
  boxes.alt = 'boxes of what was found'
  boxes.src = URL.createObjectURL(new Blob([overlay(marksOf(results, model.classes, by), size)], { type: 'image/svg+xml' }))
  element('drawn').replaceChildren(canvas, boxes)
}

const look = (picture: Picture, { detector }: Opened): TE.TaskEither<Issue, readonly Detection[]> => {
  const item = {
    ...toInput(model)({ picture, truth: nothing, ignored: nothing }),
    id: 1,
    width: picture.width,
    height: picture.height,
  }
  return pipe(
    detector.detect([item]),
    TE.map(([found = []]) => resultsOf(model.classes, 1, toOriginal(item), found)),
  )
}

const seen =
  (opened: Opened) =>
  async (file: File): Promise<void> => {
    say('says', `Looking at ${file.name} …`)
    say('results', '')
    // The browser shows what was said before it computes.
    await new Promise((next) => setTimeout(next, 20))
    const picture = await pictureOf(file)
    const results = E.isLeft(picture) ? picture : await look(picture.right, opened)()
    if (E.isLeft(picture) || E.isLeft(results)) {
      element('drawn').replaceChildren()
      element('counts').replaceChildren()
      say(
        'says',
        pipe(
          E.isLeft(picture) ? picture : results,
          E.match(draw, () => ''),
        ),
      )
      return
    }
    show(picture.right, results.right)
    element('counts').replaceChildren(
      ...counts(results.right, model).map((text) => Object.assign(document.createElement('li'), { textContent: text })),
    )
    say(
      'says',
      `${file.name}: ${String(results.right.length)} detections above ${String(model.reading.test.scoreThreshold)}, computed on ${opened.target}`,
    )
    say('results', JSON.stringify(results.right))
  }

const listen = (opened: Opened): void => {
  const drop = element('drop')
  const input = element('file')
  // One after the other: a session takes no two at once.
  const queue = { last: Promise.resolve() }
  const take = (files: FileList | null | undefined): void => {
    const [file] = files ?? []
    if (file !== undefined) queue.last = queue.last.then(() => seen(opened)(file)).catch((e: unknown) => say('says', String(e)))
  }
  input.addEventListener('change', () => take(input instanceof HTMLInputElement ? input.files : null))
  for (const kind of ['dragover', 'dragleave', 'drop'] as const)
    document.addEventListener(kind, (event) => {
      event.preventDefault()
      drop.classList.toggle('over', kind === 'dragover')
      if (kind === 'drop') take(event.dataTransfer?.files)
    })
  say('says', `Ready: computes on ${opened.target} (${opened.reason})`)
}

say('name', model.name)
document.title = model.name
const asked = new URLSearchParams(location.hash.slice(1)).get('target')
void openDetector(given, asked)().then(
  E.match((i) => say('says', draw(i)), listen),
  (e: unknown) => say('says', String(e)),
)
