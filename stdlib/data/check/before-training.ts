import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import type { Dataset } from '../dataset.ts'
import type { Fault, Reading } from '../fault.ts'
import { checks, faultOf, type Finding } from './checks.ts'
import { findingsOf } from './dataset.ts'
import { probes } from './files.ts'

/** What stands between a data set and training. */
export interface Looked {
  readonly fatal: readonly Issue[]
  /** How often what is wrong or odd was found, but for what `samplesOf` counts; by kind. */
  readonly counted: ReadonlyMap<string, number>
}

const ofClasses =
  ({ classes, images }: Dataset, names: readonly string[]) =>
  ({ place }: Finding): boolean => {
    const object = place.object === undefined ? undefined : images[place.image ?? -1]?.objects[place.object]
    const label = place.label ?? object?.label
    return label === undefined || names.includes(classes[label]?.name ?? '')
  }

/**
 * The checks that are cheap beside training: everything but decoding all images, which training does anyway, and refuses those that it
 * cannot decode as it meets them.
 *
 * @param from what issues about the whole call the data set
 * @param used names of the classes that are trained on, and the images, by number, whose files must be there
 */
export const lookedAt =
  (from: string, used: { readonly classes: readonly string[]; readonly images: ReadonlySet<number> }) =>
  ({ dataset, faults }: Reading): Task<Looked> =>
  async () => {
    const needed = { ...dataset, images: dataset.images.filter(({ id }) => used.images.has(id)) }
    const files = await probes({ depth: 'present', atOnce: 16, tell: () => undefined })(needed)()
    const found = [...findingsOf(from)(dataset), ...(E.isLeft(files) ? [files.left] : files.right.flatMap(({ findings }) => findings))]
    const kinds = [
      ...faults.filter((f) => !isFatal(f)).map((f) => f.issue.code),
      ...found
        .filter(({ check }) => checks[check].training === 'kept')
        .filter(ofClasses(dataset, used.classes))
        .map(({ issue: i }) => i.code),
    ]
    const counted = new Map<string, number>()
    for (const code of kinds) counted.set(kindOf(code), (counted.get(kindOf(code)) ?? 0) + 1)
    return { fatal: [...faults, ...found.map(faultOf)].filter(isFatal).map((f) => f.issue), counted }
  }

const kindOf = (code: string): string => code.replace(/^data: /, '')

const isFatal = ({ severity }: Fault): boolean => severity === 'fatal'

/** Places of one kind that a refusal names. */
const most = 3

/**
 * Fatal defects as one issue: every kind with its count and its first places. One alone speaks for itself.
 *
 * @param how the command that tells all of them
 */
export const refusal = (first: Issue, rest: readonly Issue[], how: string): Issue => {
  if (rest.length === 0) return first
  const all = [first, ...rest]
  const kinds = [...new Set(all.map(({ code }) => code))]
  return issue('data: refused', `${all.length} fatal defects: what is said of these images cannot be trusted`, how, {
    evidence: kinds.map((kind) => {
      const places = all.filter(({ code }) => code === kind).map(({ path }) => path.join(' / '))
      const more = places.length > most ? `, and ${places.length - most} more` : ''
      return [kindOf(kind), `${places.slice(0, most).join(', ')}${more}`] as const
    }),
  })
}
