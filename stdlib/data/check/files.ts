import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import sharp from 'sharp'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import type { Extent } from '../../boxes/box.ts'
import type { AnnotatedImage, Dataset } from '../dataset.ts'
import type { Files } from '../files.ts'
import { decodeImage } from '../image.ts'
import { openFiles } from '../open-files.ts'
import { type CheckName, codeOf, type Finding } from './checks.ts'
import { inTurn } from './concurrency.ts'
import { imagePath } from './record.ts'

/** What the file of an image told. */
export interface Probe {
  readonly findings: readonly Finding[]
  /** Its real path, or its shard and place in it, where there is a file. */
  readonly path?: string
  /** As it is read: turned as its EXIF orientation says, unless it was annotated as stored. */
  readonly size?: Extent
  /** Digests of the decoded pixels and of the bytes of the file. */
  readonly content?: { readonly pixels: string; readonly bytes: string }
}

export interface ProbeOptions {
  /** `present`: is there a file? `decoded`: is it a picture to its last pixel, and which? */
  readonly depth: 'present' | 'decoded'
  /** Files that are open at a time: a picture of 30,000 × 30,000 pixels takes 2.7 GB. */
  readonly atOnce: number
  /** Called after each image. */
  readonly tell: () => void
}

/** Codes of `Files` and `decodeImage` by what is to be done about them. */
const named: Readonly<Record<string, CheckName>> = {
  'data: missing image': 'missing image',
  'data: file outside its folder': 'file outside its folder',
  'image: another size than annotated': 'another size than annotated',
}

const refused = (image: AnnotatedImage, at: number, i: Issue): Finding => {
  const check = named[i.code] ?? 'unreadable image'
  const cause = i.code === codeOf(check) ? [] : [['cause', i.code] as const]
  const evidence = [...i.evidence, ...cause, ...(i.path.length > 0 ? [['on disk', i.path.join(' / ')] as const] : [])]
  return { check, place: { image: at }, issue: { ...i, code: codeOf(check), path: imagePath(image), evidence } }
}

/** Values of EXIF's orientation: 1 is upright. */
const turned = async (bytes: Uint8Array, image: AnnotatedImage, at: number, read: Extent): Promise<readonly Finding[]> => {
  const stored = await sharp(bytes).metadata()
  if (stored.orientation === undefined || stored.orientation === 1) return []
  const same = stored.width === read.width && stored.height === read.height
  return [
    {
      check: 'image is turned',
      place: { image: at },
      issue: issue(
        codeOf('image is turned'),
        `EXIF orientation ${stored.orientation}: fovea reads ${read.width}×${read.height}, ${same ? 'as it is stored' : 'turned'}`,
        'other tools may read it in the other way: store it upright',
        { path: imagePath(image), evidence: [['stored', `${stored.width}×${stored.height}`]] },
      ),
    },
  ]
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const decoded = async (bytes: Uint8Array, path: string, image: AnnotatedImage, at: number): Promise<Probe> => {
  const read = await decodeImage(bytes, image.file, image.size)()
  if (E.isLeft(read)) return { path, findings: [refused(image, at, read.left)] }
  const { width, height, data } = read.right
  return {
    path,
    size: { width, height },
    content: { pixels: `${width}×${height} ${digest(data)}`, bytes: digest(bytes) },
    findings: await turned(bytes, image, at, { width, height }),
  }
}

const probe =
  ({ depth, tell }: ProbeOptions, files: Files) =>
  async (image: AnnotatedImage, at: number): Promise<Probe> => {
    const look = async (): Promise<Probe> => {
      const found = await files.find(image.file)()
      if (E.isLeft(found)) return { findings: [refused(image, at, found.left)] }
      const { key: path } = found.right
      if (depth === 'present') return { path, findings: [] }
      const bytes = await files.bytes(image.file)()
      return E.isLeft(bytes) ? { path, findings: [refused(image, at, bytes.left)] } : decoded(bytes.right, path, image, at)
    }
    const probed = await look()
    tell()
    return probed
  }

/**
 * Looks at the files of a data set's images, in a folder or in shards, a few at once: missing, outside the folder, unreadable, ending too
 * early, of another size than annotated, turned by EXIF. Nothing is changed; a file that cannot be read is a finding, and so is the
 * folder that is not there (one finding, without an image).
 *
 * @returns what each image's file told, in the order of the images
 */
export const probes =
  (o: ProbeOptions) =>
  ({ folder, images }: Dataset): Task<E.Either<Finding, readonly Probe[]>> =>
  async () => {
    const files = await openFiles(folder)()
    return E.isLeft(files)
      ? E.left({ check: 'missing image', place: {}, issue: files.left })
      : E.right(await inTurn(o.atOnce)(images, probe(o, files.right)))
  }
