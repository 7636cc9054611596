import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import type { Dataset } from '../dataset.ts'
import type { Fault, Reading } from '../fault.ts'
import { checks, faultOf, type Finding } from './checks.ts'
import { findingsOf } from './dataset.ts'
import { type Probe, type ProbeOptions, probes } from './files.ts'
import { sharingFindings } from './sharing.ts'

/** A split as it was read. */
export interface Part {
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
  /** Of the lists and the boxes. */
  readonly findings: readonly Finding[]
  /** Of the image files, and of pictures that are there twice. */
  readonly files: readonly Finding[]
}

/** `none`: image files are not asked for. */
export type Depth = ProbeOptions['depth'] | 'none'

export type CheckOptions = Omit<ProbeOptions, 'depth'> & { readonly depth: Depth }

interface Probed extends Part {
  readonly probes: readonly Probe[]
  readonly folder: readonly Finding[]
}

const probed = async ({ depth, ...o }: CheckOptions, part: Part): Promise<Probed> => {
  if (depth === 'none') return { ...part, probes: [], folder: [] }
  const found = await probes({ ...o, depth })(part.reading.dataset)()
  return E.isLeft(found) ? { ...part, probes: [], folder: [found.left] } : { ...part, probes: found.right, folder: [] }
}

const sized = ({ reading: { dataset }, probes: told }: Probed): Dataset => ({
  ...dataset,
  images: dataset.images.map((image, at) => {
    const size = image.size ?? told[at]?.size
    return size === undefined || image.size !== undefined ? image : { ...image, size }
  }),
})

const checked =
  (depth: Depth) =>
  (part: Probed, sharing: readonly Finding[]): Checked => {
    const dataset = sized(part)
    const unread = new Set(part.probes.flatMap(({ findings }, at) => (findings.some(isFatal) ? [at] : [])))
    // Only a file could tell the size; that there is none is told already, or was not asked.
    const told = ({ check, place }: Finding): boolean =>
      check === 'unknown size' &&
      dataset.images[place.image ?? -1]?.size === undefined &&
      (depth === 'none' || part.folder.length > 0 || unread.has(place.image ?? -1))
    return {
      name: part.name,
      from: part.from,
      dataset,
      read: part.reading.faults,
      findings: findingsOf(part.from)(dataset).filter((finding) => !told(finding)),
      files: [...part.folder, ...part.probes.flatMap(({ findings }) => findings), ...sharing],
    }
  }

const isFatal = ({ check }: Finding): boolean => checks[check].severity === 'fatal'

/** Checks the splits of a data set, and what they share. Nothing is changed. */
export const checkSplits =
  (o: CheckOptions) =>
  (parts: readonly Part[]): Task<readonly Checked[]> =>
  async () => {
    const all: Probed[] = []
    for (const part of parts) all.push(await probed(o, part))
    const sharing = sharingFindings(all.map(({ name, reading, probes: told }) => ({ name, dataset: reading.dataset, probes: told })))
    return all.map((part, i) => checked(o.depth)(part, sharing[i] ?? []))
  }

/** Everything found in a split: what its reader says, then lists and boxes, then files. */
export const faultsOf = ({ read, findings, files }: Checked): readonly Fault[] => [...read, ...[...findings, ...files].map(faultOf)]
