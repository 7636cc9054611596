import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { experiments } from '../../examples/demo.ts'
import { height, width } from '../../stdlib/boxes/box.ts'
import { scene } from '../../stdlib/data/scenes/scene.ts'

const folder = join(resolve(import.meta.dirname, '../..'), 'docs/scenes')
const demo = experiments[0]
if (demo?.data.kind !== 'scenes') throw new Error('internal: the demo is trained on generated scenes')
const { data, classes } = demo

/** A seed that the demo neither trains nor validates on: those are 2·seed and 2·seed + 1. */
const drawn = (index: number): ReturnType<ReturnType<typeof scene>> => scene({ ...data, classes: data.shapes })(7, index)
const scenes = [0, 1, 2].map(drawn)

describe('the pictures of docs/scenes', () => {
  it.each(scenes.map(({ picture }, i) => [`${String(i + 1)}.png`, picture] as const))(
    '%s is a scene like those of the demo',
    async (file, picture) => {
      const pixels = await sharp(join(folder, file)).raw().toBuffer()
      expect(pixels.equals(picture.data)).toBe(true)
    },
  )

  it('are labelled in truth.json', () => {
    const images = scenes.map(({ picture }, i) => ({
      id: i + 1,
      file_name: `${String(i + 1)}.png`,
      width: picture.width,
      height: picture.height,
    }))
    const annotations = scenes
      .flatMap(({ truth }, image) => truth.boxes.map((box, i) => ({ image, box, label: truth.labels[i] ?? -1 })))
      .map(({ image, box, label }, i) => ({
        id: i + 1,
        image_id: image + 1,
        category_id: classes[label]?.id,
        bbox: [box[0], box[1], width(box), height(box)],
        area: width(box) * height(box),
        iscrowd: 0,
      }))
    expect(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))).toEqual({ images, categories: classes, annotations })
  })
})
