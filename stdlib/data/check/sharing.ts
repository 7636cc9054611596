import { issue } from '../../../dsl/core/issue.ts'
import type { Dataset } from '../dataset.ts'
import { codeOf, type Finding } from './checks.ts'
import type { Probe } from './files.ts'
import { imagePath } from './record.ts'

/** A part of a data set, such as what is trained on, and what the files of its images told. */
export interface Split {
  readonly name: string
  readonly dataset: Dataset
  /** One an image, in their order. */
  readonly probes: readonly Fingerprint[]
}

/** What the file of an image is known by. */
export type Fingerprint = Pick<Probe, 'path' | 'content'>

/** Which split gives way: others have measured on the test set, and then on the validation set, as they are. */
const rank = (name: string): number => {
  if (/train(?!val)/i.test(name)) return 0
  return /test/i.test(name) ? 3 : /val/i.test(name) ? 2 : 1
}

interface Occurrence {
  readonly split: number
  readonly image: number
  readonly probe: Fingerprint
}

/** By what it shows; where it was not decoded, by its file. */
const keyOf = ({ content, path }: Fingerprint): string | undefined => content?.pixels ?? path

const pictures = (splits: readonly Split[]): readonly (readonly Occurrence[])[] => {
  const found = new Map<string, Occurrence[]>()
  splits.forEach(({ probes }, split) => {
    probes.forEach((probe, image) => {
      const key = keyOf(probe)
      if (key === undefined) return
      const before = found.get(key)
      if (before === undefined) found.set(key, [{ split, image, probe }])
      else before.push({ split, image, probe })
    })
  })
  return [...found.values()].filter((group) => group.length > 1)
}

const alike = (a: Fingerprint, b: Fingerprint): string =>
  a.path === b.path
    ? 'the same file'
    : a.content !== undefined && a.content.bytes === b.content?.bytes
      ? 'a copy, byte for byte'
      : 'the same pixels, stored in another way'

/** An image, and the one that has its picture too. */
interface Shared {
  readonly check: 'picture in two splits' | 'picture twice in a split'
  readonly at: Occurrence
  readonly twin: Occurrence
}

const told = (splits: readonly Split[], { check, at, twin }: Shared): readonly Finding[] => {
  const [image, other] = [splits[at.split]?.dataset.images[at.image], splits[twin.split]?.dataset.images[twin.image]]
  if (image === undefined || other === undefined) return []
  const message =
    check === 'picture in two splits'
      ? `${splits[at.split]?.name ?? ''} and ${splits[twin.split]?.name ?? ''} share a picture: what is learned by heart is measured`
      : 'the split has the picture twice: it counts doubly'
  return [
    {
      check,
      place: { image: at.image },
      issue: issue(codeOf(check), message, 'leave one of them out', {
        path: imagePath(image),
        evidence: [
          ['other', imagePath(other).join(' / ')],
          ['they are', alike(at.probe, twin.probe)],
          ['objects', `${image.objects.length} here, ${other.objects.length} there`],
        ],
      }),
    },
  ]
}

/**
 * Pictures that splits share, under whatever names, and those that one split has twice. Pictures are compared by their decoded pixels: a
 * copy, and one that was stored anew without loss, is found; one that was compressed anew (JPEG), cut or scaled is not. Where files were
 * not decoded, only one and the same file is found.
 *
 * @returns the findings of each split, one after the other in the order of its images. Of a picture in two splits the finding is at the split that gives
 * way: training before validation before test
 */
export const sharingFindings = (splits: readonly Split[]): readonly Iterable<Finding>[] => {
  const found = splits.map((): Shared[] => [])
  const say = (check: Shared['check'], at: Occurrence, twin: Occurrence): void => {
    found[at.split]?.push({ check, at, twin })
  }
  for (const group of pictures(splits)) {
    const order = group.map(({ split }) => split).sort((a, b) => rank(splits[b]?.name ?? '') - rank(splits[a]?.name ?? '') || a - b)
    const kept = group.filter(({ split }) => split === order[0])
    const [first] = kept
    if (first === undefined) continue
    // One file that is listed twice is another defect.
    kept.filter(({ probe }, i) => i > 0 && probe.path !== first.probe.path).forEach((o) => say('picture twice in a split', o, first))
    group.filter(({ split }) => split !== first.split).forEach((o) => say('picture in two splits', o, first))
  }
  return found.map((some) =>
    oneByOne(
      splits,
      some.sort((a, b) => a.at.image - b.at.image),
    ),
  )
}

function* oneByOne(splits: readonly Split[], shared: readonly Shared[]): Generator<Finding, void> {
  for (const one of shared) yield* told(splits, one)
}
