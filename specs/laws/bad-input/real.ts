import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { readImage } from '../../../stdlib/data/image.ts'
import { isFormatName } from '../../../stdlib/data/formats/names.ts'
import { shared } from '../../stdlib/data/shared.ts'
import type { Reader } from './law.ts'
import { ofFormat } from './readers.ts'

const formats = shared('data/formats')

export const absent = formats.absent

const first = (folder: string): string => join(folder, readdirSync(folder).sort()[0] ?? '')

/** A real file of annotations with the image that belongs to it. */
const labels = (name: string, folder: string, images: string, to: string, known: readonly string[]): readonly Reader[] => {
  if (!isFormatName(name)) return []
  const file = first(join(formats.path, folder))
  const stem = basename(file).replace(/\.[^.]*$/, '')
  const image = readdirSync(join(formats.path, images)).find((other) => other.startsWith(`${stem}.`))
  return [
    {
      name,
      files: [
        [`${to}/${basename(file)}`, readFileSync(file)],
        ...(image === undefined ? [] : [[`images/${image}`, readFileSync(join(formats.path, images, image))] as const]),
      ],
      read: ofFormat(name, (_, root) => root),
      known,
    },
  ]
}

const image = (folder: string): Reader => {
  const file = first(join(formats.path, folder))
  return {
    name: `image of ${folder}`,
    files: [[basename(file), readFileSync(file)]],
    read: async (changed) => {
      const found = await readImage(changed)()
      return E.isLeft(found) ? [found.left] : []
    },
  }
}

/** Real files, each with its reader. */
export const real: readonly Reader[] = absent
  ? []
  : [
      {
        name: 'coco',
        files: [['a.json', readFileSync(join(formats.path, 'coco/instances_val2017.json'))]],
        read: ofFormat('coco', (file) => file),
      },
      ...labels('visdrone', 'visdrone/annotations', 'visdrone/images', 'annotations', ['data: trailing comma']),
      ...labels('dota', 'dota/labelTxt', 'dota/images', 'labelTxt', []),
      ...labels('voc', 'voc/annotations', 'voc/images', 'Annotations', []),
      image('coco/images'),
      image('dota/images'),
    ]
