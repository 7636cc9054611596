import { sequenceS } from 'fp-ts/lib/Apply.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { sameShape, type Shape, size } from '../../dsl/core/tensor.ts'
import type { LeafValues } from '../nn/initialise.ts'
import type { Kept } from '../nn/leaves.ts'
import { fromTorch, torchShape, toTorch } from './layout.ts'
import { type CheckpointMetadata, decodeMetadata, encodeMetadata } from './metadata.ts'
import type { Safetensors, Stored } from './safetensors.ts'

/** Everything from which training goes on, or detection begins: values of parameters and state, in our layout, and whose they are. */
export interface Checkpoint extends CheckpointMetadata {
  readonly values: LeafValues
}

interface Expected {
  readonly name: string
  readonly shape: Shape
}

const expectedOf = ({ parameters, state }: Kept): readonly Expected[] => [...parameters, ...state]

/**
 * A checkpoint as tensors of a file (`writeCheckpoint`): parameters under PyTorch's names and in its layout, the optimiser's state beside
 * them as `optimiser.*`, laid out likewise.
 *
 * @example writeCheckpoint(path, encodeCheckpoint(keptByProcedure(step), { name: 'fcos', seed: 1, step: 500, values }))
 */
export const encodeCheckpoint = (
  kept: Kept,
  checkpoint: CheckpointMetadata & { readonly values: Readonly<Record<string, ArrayLike<number>>> },
): Safetensors => ({
  tensors: new Map(
    expectedOf(kept).map(({ name, shape }): readonly [string, Stored] => {
      const data = checkpoint.values[name]
      if (data?.length !== size(shape))
        throw new Error(`internal: ${name} has ${String(size(shape))} values, given ${String(data?.length ?? 'none')}`)
      return [name, { dtype: 'F32', ...toTorch(shape, Float32Array.from(data)) }]
    }),
  ),
  metadata: encodeMetadata(checkpoint),
})

/** Validation: what is wrong adds up. */
const all = E.getApplicativeValidation(NEA.getSemigroup<Issue>())

const shown = (shape: Shape): string => `[${shape.join(', ')}]`
const retry = 'was it written by another experiment, or by other options of this one?'

const readTensor = ({ name, shape }: Expected, stored: Stored | undefined): E.Either<Issue, Float32Array> => {
  const wanted = torchShape(shape)
  const refuse = (code: string, message: string, found: string): E.Either<Issue, never> =>
    E.left(
      issue(`checkpoint ${code}`, message, retry, {
        path: [name],
        evidence: [
          ['expected', `F32 ${shown(wanted)}`],
          ['found', found],
        ],
      }),
    )
  if (stored === undefined) return refuse('missing', `${name} is expected, but the file has no such tensor`, 'nothing')
  const found = `${stored.dtype} ${shown(stored.shape)}`
  if (!sameShape(stored.shape, wanted)) return refuse('shape', `${name} has shape ${shown(wanted)}, but ${shown(stored.shape)} here`, found)
  if (stored.dtype !== 'F32') return refuse('dtype', `${name} is F32, but ${stored.dtype} here`, found)
  return E.right(fromTorch(stored.shape, stored.data).data)
}

const unexpected = (name: string, { dtype, shape }: Stored): Issue =>
  issue('checkpoint unexpected', `the file has ${name}, but nothing here takes it`, retry, {
    path: [name],
    evidence: [
      ['expected', 'nothing'],
      ['found', `${dtype} ${shown(shape)}`],
    ],
  })

/**
 * Reads the values of `kept` from a file's tensors (inverse of `encodeCheckpoint`), in our layout. Every disagreement is an issue:
 * a tensor that is missing or unexpected, another shape or type, malformed metadata. Detection needs the detector's own parameters
 * alone and takes them out of a training's checkpoint with `others: 'pass'`.
 *
 * @example pipe(readCheckpoint(path), TE.mapLeft(NEA.of), TE.chainEitherK(decodeCheckpoint(keptByProcedure(step))))
 */
export const decodeCheckpoint =
  (kept: Kept, { others }: { readonly others: 'refuse' | 'pass' } = { others: 'refuse' }) =>
  ({ tensors, metadata }: Safetensors): E.Either<NEA.NonEmptyArray<Issue>, Checkpoint> => {
    const expected = expectedOf(kept)
    const known = new Set(expected.map(({ name }) => name))
    const strangers = others === 'pass' ? [] : [...tensors].filter(([name]) => !known.has(name)).map((entry) => unexpected(...entry))
    return pipe(
      sequenceS(all)({
        about: decodeMetadata(metadata),
        values: RA.traverse(all)((e: Expected) =>
          pipe(
            readTensor(e, tensors.get(e.name)),
            E.bimap(NEA.of, (v) => [e.name, v] as const),
          ),
        )(expected),
        strangers: isNonEmpty(strangers) ? E.left(strangers) : E.right(undefined),
      }),
      E.map(({ about, values }) => ({ ...about, values: Object.fromEntries(values) })),
    )
  }
