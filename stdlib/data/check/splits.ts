import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import type { Dataset } from '../dataset.ts'
import type { Fault, Reading } from '../fault.ts'
import { type Finding, isFatal } from './checks.ts'
import { findingsOf } from './dataset.ts'
import { type Probe, type ProbeOptions, probes } from './files.ts'
import type { Spot } from './fix.ts'
import { sharingFindings } from './sharing.ts'
import { newTally, type Tally } from './tally.ts'

/** A split as it was read. */
export interface ReadSplit {
  readonly name: string
  /** What issues about the whole call it, such as the path of its annotations. */
  readonly from: string
  readonly reading: Reading
}

/** A split and everything that was found in it. */
export interface Checked {
  readonly name: string
  readonly from: string
  /** With the sizes that its files told where annotations did not. */
  readonly dataset: Dataset
  readonly read: readonly Fault[]
  /** Of the lists and the boxes, then of the image files and of pictures that are there twice. Those that are many of a kind are counted. */
  readonly found: readonly Fault[]
  /** Where each is that was found in the image files, or in a picture that is there twice. */
  readonly files: readonly Spot[]
}

/** `none`: image files are not asked for. */
export type Depth = ProbeOptions['depth'] | 'none'

export type CheckOptions = Omit<ProbeOptions, 'depth'> & { readonly depth: Depth }

/** What an image's file told, but for what was found in it. */
type Seen = Omit<Probe, 'findings'>

interface Probed extends ReadSplit {
  readonly seen: readonly Seen[]
  readonly told: Tally
  readonly files: readonly Spot[]
  /** Can none of its files be looked at? */
  readonly closed: boolean
}

const spotOf = ({ check, place }: Finding): Spot => ({ check, place })

const probed = async ({ depth, ...o }: CheckOptions, part: ReadSplit): Promise<Probed> => {
  const told = newTally(part.from)
  const [seen, files]: [Seen[], Spot[]] = [[], []]
  if (depth === 'none') return { ...part, seen, told, files, closed: false }
  const found = await probes({ ...o, depth })(part.reading.dataset)()
  const add = (finding: Finding): void => {
    told.add(finding)
    files.push(spotOf(finding))
  }
  if (E.isLeft(found)) add(found.left)
  else
    for await (const { findings, ...rest } of found.right) {
      findings.forEach(add)
      seen.push(rest)
    }
  return { ...part, seen, told, files, closed: E.isLeft(found) }
}

const sized = ({ reading: { dataset }, seen }: Probed): Dataset => ({
  ...dataset,
  images: dataset.images.map((image, at) => {
    const size = image.size ?? seen[at]?.size
    return size === undefined || image.size !== undefined ? image : { ...image, size }
  }),
})

const checked =
  (depth: Depth) =>
  (part: Probed, sharing: Iterable<Finding>): Checked => {
    const dataset = sized(part)
    const unread = new Set(part.files.filter(isFatal).map(({ place }) => place.image))
    // Only a file could tell the size; that there is none is told already, or was not asked.
    const known = ({ check, place }: Finding): boolean =>
      check === 'unknown size' &&
      dataset.images[place.image ?? -1]?.size === undefined &&
      (depth === 'none' || part.closed || unread.has(place.image ?? -1))
    const told = newTally(part.from)
    for (const finding of findingsOf(part.from)(dataset)) if (!known(finding)) told.add(finding)
    const shared: Spot[] = []
    for (const finding of sharing) {
      part.told.add(finding)
      shared.push(spotOf(finding))
    }
    return {
      name: part.name,
      from: part.from,
      dataset,
      read: part.reading.faults,
      found: [...told.faults(), ...part.told.faults()],
      files: [...part.files, ...shared],
    }
  }

/** Checks the splits of a data set, and what they share. Nothing is changed. */
export const checkSplits =
  (o: CheckOptions) =>
  (parts: readonly ReadSplit[]): Task<readonly Checked[]> =>
  async () => {
    const all: Probed[] = []
    for (const part of parts) all.push(await probed(o, part))
    const sharing = sharingFindings(all.map(({ name, reading, seen }) => ({ name, dataset: reading.dataset, probes: seen })))
    return all.map((part, i) => checked(o.depth)(part, sharing[i] ?? []))
  }

/** Everything found in a split: what its reader says, then lists and boxes, then files. */
export const faultsOf = ({ read, found }: Checked): readonly Fault[] => [...read, ...found]
