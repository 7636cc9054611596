import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import type { Dataset } from '../dataset.ts'
import { countOf, type Fault, type Reading } from '../fault.ts'
import { checks, type Finding, isFatal } from './checks.ts'
import { findingsOf } from './dataset.ts'
import { type ProbeOptions, probes } from './files.ts'
import { newTally } from './tally.ts'

/** What stands between a data set and training. */
export interface Hindrances {
  readonly fatal: readonly Fault[]
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
 * @param used names of the classes that are trained on, and the images, by number, whose files must be there, and where these lie, if that is known already
 */
export const lookedAt =
  (
    from: string,
    used: { readonly classes: readonly string[]; readonly images: ReadonlySet<number>; readonly files?: ProbeOptions['files'] },
  ) =>
  ({ dataset, faults }: Reading): Task<Hindrances> =>
  async () => {
    const needed = { ...dataset, images: dataset.images.filter(({ id }) => used.images.has(id)) }
    const where = used.files === undefined ? {} : { files: used.files }
    const files = await probes({ depth: 'present', atOnce: 16, tell: () => undefined, ...where })(needed)()
    const fatal = newTally(from)
    const counted = new Map<string, number>()
    const count = (code: string, times: number): void => {
      counted.set(kindOf(code), (counted.get(kindOf(code)) ?? 0) + times)
    }
    const look = (finding: Finding): void => {
      if (isFatal(finding)) fatal.add(finding)
      else if (checks[finding.check].training === 'kept' && ofClasses(dataset, used.classes)(finding)) count(finding.issue.code, 1)
    }
    for (const { severity, issue: i, times = 1 } of faults) if (severity !== 'fatal') count(i.code, times)
    for (const finding of findingsOf(from)(dataset)) look(finding)
    if (E.isLeft(files)) look(files.left)
    else for await (const { findings } of files.right) findings.forEach(look)
    return { fatal: [...faults.filter(({ severity }) => severity === 'fatal'), ...fatal.faults()], counted }
  }

const kindOf = (code: string): string => code.replace(/^data: /, '')

/** Places of one kind that a refusal names. */
const most = 3

/**
 * Fatal defects as one issue: every kind with its count and its first places. One alone speaks for itself.
 *
 * @param how the command that tells all of them
 */
export const refusal = (first: Fault, rest: readonly Fault[], how: string): Issue => {
  const all = [first, ...rest]
  if (countOf(all) === 1) return first.issue
  const kinds = [...new Set(all.map(({ issue: { code } }) => code))]
  return issue('data: refused', `${countOf(all)} fatal defects: what is said of these images cannot be trusted`, how, {
    evidence: kinds.map((kind) => {
      const ofKind = all.filter(({ issue: { code } }) => code === kind)
      const places = ofKind.slice(0, most).map(({ issue: { path } }) => path.join(' / '))
      const others = countOf(ofKind) - places.length
      return [kindOf(kind), `${places.join(', ')}${others > 0 ? `, and ${others} more` : ''}`] as const
    }),
  })
}
