import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, describe, expect, it } from 'vitest'
import { evaluateFiles } from '../../../cli/evaluate.ts'
import { assess } from '../../../cli/training/assess.ts'
import type { DetectorSession } from '../../../cli/training/detector.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import type { Detection } from '../../../stdlib/boxes/detections.ts'
import { random } from '../../../stdlib/data/random.ts'
import type { Item } from '../../../stdlib/data/source.ts'
import { writePicture } from './folder.ts'
import { tiny } from './tiny.ts'

const at = mkdtempSync(join(tmpdir(), 'fovea-assess-'))
afterAll(() => rmSync(at, { recursive: true }))
const right = <A>(result: E.Either<unknown, A>): A => (E.isRight(result) ? result.right : expect.fail(JSON.stringify(result.left)))

/** As large as the network's input: nothing is rounded on the way. */
const side = 64
const count = 6
const names = Array.from({ length: count }, (_, i) => `image${i}`)

interface Drawn {
  readonly image: number
  readonly box: readonly [x: number, y: number, width: number, height: number]
  readonly label: number
  /** Of ten objects two are doubtful. */
  readonly odd: boolean
}
const objects: readonly Drawn[] = names.flatMap((_, image) => {
  const { integer } = random(5, image)
  return Array.from({ length: 9 }, (__, i) => ({
    image,
    box: [20 * (i % 3) + integer(4), 20 * Math.floor(i / 3) + integer(4), 4 + integer(12), 4 + integer(12)] as const,
    label: integer(2),
    odd: integer(10) < 2,
  }))
})
const linesOf = (image: number, line: (o: Drawn) => string): string =>
  objects
    .filter((o) => o.image === image)
    .map((o) => `${line(o)}\n`)
    .join('')

/** What a detector would say: most objects, moved, ignored ones too, and false alarms, the best first. */
const found = ({ id, truth, ignored }: Item): readonly Detection[] => {
  const { integer, uniform } = random(7, id)
  const near = [...truth.boxes, ...ignored.boxes].flatMap((box, i): readonly Detection[] => {
    const by = [integer(3), integer(3)] as const
    const label = [...truth.labels, ...ignored.labels][i] ?? 0
    return integer(5) === 0
      ? []
      : [{ box: [box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3]], label: label < 0 ? 1 : label, score: 0.2 + 0.8 * uniform() }]
  })
  const alarms = Array.from({ length: 5 }, (): Detection => {
    const [x, y] = [integer(50), integer(50)]
    return { box: [x, y, x + 8, y + 8], label: integer(2), score: 0.7 * uniform() }
  })
  return [...near, ...alarms].sort((a, b) => b.score - a.score)
}

type Files = Extract<Experiment['data'], { kind: 'files' }>
interface Set {
  readonly format: Files['format']
  readonly path: string
  readonly images: string | null
  readonly classes: Experiment['classes']
  /** Options of `evaluate` that number the classes alike. */
  readonly more: object
}

const put = (path: string, text: string): string => {
  mkdirSync(join(at, path, '..'), { recursive: true })
  writeFileSync(join(at, path), text)
  return join(at, path)
}
const pictures = async (folder: string): Promise<void> => {
  mkdirSync(join(at, folder), { recursive: true })
  for (const name of names) await writePicture(join(at, folder, `${name}.png`), side, side)
}

const sets: Readonly<Record<string, () => Promise<Set>>> = {
  visdrone: async () => {
    await pictures('visdrone/images')
    names.forEach((name, image) => {
      // A region on the right of every image.
      const region = '40,0,24,40,0,0,0,0\n'
      const object = ({ box, label, odd }: Drawn): string => `${box.join(',')},${odd ? 0 : 1},${label === 0 ? 1 : 4},0,0`
      put(`visdrone/annotations/${name}.txt`, region + linesOf(image, object))
    })
    const classes = [
      { id: 1, name: 'pedestrian' },
      { id: 4, name: 'car' },
    ]
    return { format: 'visdrone', path: join(at, 'visdrone'), images: null, classes, more: {} }
  },
  dota: async () => {
    await pictures('dota/images')
    names.forEach((name, image) => {
      put(
        `dota/labelTxt/${name}.txt`,
        linesOf(image, ({ box: [x, y, w, h], label, odd }) =>
          [x, y, x + w, y, x + w, y + h, x, y + h, label === 0 ? 'plane' : 'ship', odd ? 1 : 0].join(' '),
        ),
      )
    })
    const classes = [
      { id: 1, name: 'plane' },
      { id: 2, name: 'ship' },
    ]
    return { format: 'dota', path: join(at, 'dota'), images: null, classes, more: { classes: ['plane', 'ship'] } }
  },
  tinyperson: async () => {
    await pictures('tinyperson/images')
    const json = {
      images: names.map((name, id) => ({ id, file_name: `${name}.png`, width: side, height: side })),
      categories: [{ id: 1, name: 'person' }],
      annotations: objects.map(({ image, box, odd }, id) => ({
        id,
        image_id: image,
        category_id: 1,
        bbox: box,
        area: box[2] * box[3],
        iscrowd: 0,
        ignore: odd,
        uncertain: odd,
        logo: false,
        in_dense_image: image === 3,
      })),
    }
    return {
      format: 'tinyperson',
      path: put('tinyperson/valid.json', JSON.stringify(json)),
      images: join(at, 'tinyperson/images'),
      classes: [{ id: 1, name: 'person' }],
      more: {},
    }
  },
}

const measured = async (set: Set, protocol: Experiment['test']['protocol']) => {
  const { format, path, images, classes } = set
  const base = tiny()
  const e = tiny({
    classes,
    data: { kind: 'files', format, train: { path, images }, valid: { path, images }, empty: 'background' },
    input: { ...base.input, size: side },
    test: { ...base.test, protocol, scale: 'original' },
  })
  const results: object[] = []
  const detect = (items: readonly Item[]): readonly (readonly Detection[])[] =>
    items.map((item) => {
      const own = found(item).map((d) => ({ ...d, label: Math.min(d.label, classes.length - 1) }))
      results.push(
        ...own.map(({ box: [x1, y1, x2, y2], label, score }) => ({
          image_id: item.id,
          category_id: classes[label]?.id,
          bbox: [x1, y1, x2 - x1, y2 - y1],
          score,
        })),
      )
      return own
    })
  const detector: DetectorSession = { batch: 4, detect: (items) => TE.right(detect(items)), close: () => undefined }
  const { valid } = right(await splitsOf(e)())
  const metrics = right(await assess(e, valid, detector)())
  const detections = put(`found-${format}-${protocol}.json`, JSON.stringify(results))
  const options = { groundTruth: path, detections, protocol, from: format, json: true, maxDets: '1,100,300', ...set.more }
  const said = right(await evaluateFiles(images === null ? options : { ...options, images })()).text
  return { metrics, said: JSON.parse(said) as Readonly<Record<string, number | null>>, images: valid.length }
}

describe('a training run by a benchmark’s own protocol', () => {
  it.each([
    ['visdrone', 'visdrone', { AP: 'AP', AP50: 'AP50', AP75: 'AP75' }],
    ['dota', 'dota', { AP50: 'AP50_07' }],
    ['dota', 'voc', { AP50: 'AP50_07' }],
    ['tinyperson', 'tinyperson', { AP50: 'AP50_all', AP75: 'AP75_all' }],
  ] as const)('has the numbers of `evaluate`: %s by %s', async (of, protocol, names) => {
    const set = sets[of] ?? expect.fail('no set')
    const { metrics, said, images } = await measured(await set(), protocol)
    expect(images).toBe(of === 'tinyperson' ? count - 1 : count)
    const named: Readonly<Record<string, string>> = names
    for (const [own, value] of Object.entries(metrics)) {
      const theirs = named[own]
      if (theirs === undefined) expect([own, value]).toEqual([own, null])
      else {
        expect(said[theirs]).toBeGreaterThan(0.01)
        expect(said[theirs]).toBeLessThan(0.99)
        expect(value, own).toBeCloseTo(said[theirs] ?? NaN, 9)
      }
    }
  })
})
