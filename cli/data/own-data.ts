import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { unreadable } from '../../stdlib/files/unreadable.ts'
import { type PartPlace, splitsIn } from './parts.ts'
import { readPlaces } from './read-parts.ts'

type Own = Pick<Experiment, 'data' | 'classes'>

/** The two splits that training is given. */
interface Pair {
  readonly train: PartPlace
  readonly valid: PartPlace
}

const layouts =
  'name them: train.json beside train/ and valid.json beside valid/, annotations/instances_train2017.json, labels/train beside images/train, ImageSets/Main/train.txt, ' +
  'or folders that end in train and val, such as VisDrone2019-DET-train'

const pairIn = (folder: string, splits: readonly PartPlace[]): TE.TaskEither<Issue, Pair> => {
  const train = splits.find(({ name }) => /^train(?!val)/i.test(name))
  const valid = splits.find(({ name }) => /^(mini)?val/i.test(name))
  const found = splits.length === 0 ? 'none is there' : `there are ${splits.map(({ name }) => name).join(', ')}`
  if (train === undefined || valid === undefined)
    return TE.left(
      issue('train: no splits', `one split is trained on, and one measured on, but ${found}`, layouts, { path: ['--data', folder] }),
    )
  return train.format === valid.format
    ? TE.right({ train, valid })
    : TE.left(
        issue(
          'train: two formats',
          `both splits have one format, but ${train.name} looks like ${train.format} and ${valid.name} like ${valid.format}`,
          'write them in one format: fovea data convert',
          { path: ['--data', folder] },
        ),
      )
}

const dataOf = (folder: string, { train, valid }: Pair): Own['data'] => {
  const plain = (name: string, { format, place }: PartPlace): boolean => format === 'coco' && place.path === join(folder, `${name}.json`)
  if (plain('train', train) && plain('valid', valid)) return { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' }
  const place = ({ place: { path, images, split } }: PartPlace) => ({
    path,
    images: images ?? null,
    ...(split === undefined ? {} : { split }),
  })
  return { kind: 'files', format: train.format, train: place(train), valid: place(valid), empty: 'background' }
}

/**
 * The data of a folder in place of an experiment's own: its splits for training and for measuring, in any format that is recognised. Classes are those of
 * the experiment, by name, where the folder has them all; otherwise all that it has.
 *
 * @returns an Issue that says what layout is wanted where there are no such splits, and where they cannot be read
 */
export const ownData = (folder: string, own: Experiment['classes']): TE.TaskEither<Issue, Own> =>
  pipe(
    TE.tryCatch(() => stat(folder), unreadable(folder)),
    TE.chain(() => TE.fromTask(() => splitsIn(folder, {}))),
    TE.chain((splits) => pairIn(folder, splits)),
    TE.bindTo('pair'),
    TE.bind('read', ({ pair: { train, valid } }) => readPlaces([train, valid])),
    TE.map(({ pair, read: [train] }) => {
      const all = train?.reading.dataset.classes ?? []
      const known = own.flatMap(({ name }) => all.filter((c) => c.name === name))
      const classes = (known.length === own.length ? known : all).map(({ id, name }) => ({ id, name }))
      return { data: dataOf(folder, pair), classes }
    }),
  )
