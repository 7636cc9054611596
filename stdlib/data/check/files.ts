import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import sharp from 'sharp'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import type { Extent } from '../../boxes/box.ts'
import type { AnnotatedImage, Dataset } from '../dataset.ts'
import type { Files } from '../files.ts'
import { decodeImage, decodeSound } from '../image.ts'
import { formatOf } from '../image-format.ts'
import { inTurn } from '../in-turn.ts'
import { openFiles } from '../open-files.ts'
import { insideFile, sizeOfFile } from '../part.ts'
import { type CheckName, codeOf, type Finding } from './checks.ts'
import { imagePath } from './record.ts'

/** What the file of an image told. */
export interface Probe {
  readonly findings: readonly Finding[]
  /** Its real path, or its shard and place in it, where there is a file. */
  readonly path?: string
  /** As it is read: turned as its EXIF orientation says, unless it was annotated as stored. Of a part of a file it is not told. */
  readonly size?: Extent
  /** Digests of the decoded pixels and of the bytes of the file. */
  readonly content?: { readonly pixels: string; readonly bytes: string }
}

export interface ProbeOptions {
  /** `present`: is there a file? `decoded`: is it a picture to its last pixel, and which? */
  readonly depth: 'present' | 'decoded'
  /** Files that are open at a time: the largest picture that is decoded takes 0.8 GB. */
  readonly atOnce: number
  /** Where they lie, if that is known already. */
  readonly files?: TE.TaskEither<Issue, Files>
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

/** What a file holds, whoever lists it. */
interface Decoded {
  readonly size: Extent
  readonly content: NonNullable<Probe['content']>
  /** As it is stored, where EXIF says that it is to be turned: an orientation other than 1. */
  readonly stored?: Extent & { readonly orientation: number }
  /** What its decoder warns of. */
  readonly damage?: string
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const decoded = async (bytes: Uint8Array, file: string, declared: Extent | undefined): Promise<E.Either<Issue, Decoded>> => {
  // Of other formats warnings are of colour profiles and the like.
  const strict = formatOf(bytes) === 'jpeg' ? await decodeSound(bytes, file, declared)() : undefined
  const read = strict !== undefined && E.isRight(strict) ? strict : await decodeImage(bytes, file, declared)()
  if (E.isLeft(read)) return read
  const { width, height, data } = read.right
  const { orientation = 1, ...header } = await sharp(bytes).metadata()
  return E.right({
    size: { width, height },
    content: { pixels: `${width}×${height} ${digest(data)}`, bytes: digest(bytes) },
    ...(strict !== undefined && E.isLeft(strict) ? { damage: strict.left.message } : {}),
    ...(orientation === 1 ? {} : { stored: { width: header.width, height: header.height, orientation } }),
  })
}

const turned = (image: AnnotatedImage, at: number, { size, stored }: Decoded): readonly Finding[] => {
  if (stored === undefined) return []
  const how = stored.width === size.width && stored.height === size.height ? 'as it is stored' : 'turned'
  return [
    {
      check: 'image is turned',
      place: { image: at },
      issue: issue(
        codeOf('image is turned'),
        `EXIF orientation ${stored.orientation}: fovea reads ${size.width}×${size.height}, ${how}`,
        'other tools may read it in the other way: store it upright',
        { path: imagePath(image), evidence: [['stored', `${stored.width}×${stored.height}`]] },
      ),
    },
  ]
}

const damaged = (image: AnnotatedImage, at: number, { damage }: Decoded): readonly Finding[] =>
  damage === undefined
    ? []
    : [
        {
          check: 'image is damaged',
          place: { image: at },
          issue: issue(codeOf('image is damaged'), damage, 'look at it: after the damage it may be grey; if so, replace the file', {
            path: imagePath(image),
          }),
        },
      ]

const probe = ({ depth, tell }: ProbeOptions, files: Files) => {
  // Parts follow each other; a file of many is decoded once.
  let last: { readonly key: string; readonly read: Promise<E.Either<Issue, Decoded>> } | undefined
  const read = async (image: AnnotatedImage): Promise<E.Either<Issue, Decoded>> => {
    const bytes = await files.bytes(image.file)()
    return E.isLeft(bytes) ? bytes : decoded(bytes.right, image.file, sizeOfFile(image))
  }
  const once = (key: string, image: AnnotatedImage): Promise<E.Either<Issue, Decoded>> => {
    if (image.corner === undefined) return read(image)
    if (last?.key !== key) last = { key, read: read(image) }
    return last.read
  }
  const look = async (image: AnnotatedImage, at: number): Promise<Probe> => {
    const found = await files.find(image.file)()
    if (E.isLeft(found)) return { findings: [refused(image, at, found.left)] }
    const { key: path } = found.right
    if (depth === 'present') return { path, findings: [] }
    const told = await once(path, image)
    if (E.isLeft(told)) return { path, findings: [refused(image, at, told.left)] }
    const { size, content } = told.right
    const inside = image.corner === undefined ? E.right(size) : insideFile(image.corner)(size)
    if (E.isLeft(inside)) return { path, findings: [refused(image, at, inside.left)] }
    return {
      path,
      content,
      findings: [...turned(image, at, told.right), ...damaged(image, at, told.right)],
      ...(image.corner === undefined ? { size } : {}),
    }
  }
  return async (image: AnnotatedImage, at: number): Promise<Probe> => {
    const probed = await look(image, at)
    tell()
    return probed
  }
}

/** Images of one turn: what is told of them waits for the last. */
const turn = 1000

/**
 * Looks at the files of a data set's images, in a folder or in shards, a few at once: missing, outside the folder, unreadable, ending too
 * early, of another size than annotated, turned by EXIF, damaged. Where an image is a part of its file, the file is looked at. Nothing is changed; a file that cannot be read is a finding, and so is the
 * folder that is not there (one finding, without an image).
 *
 * @returns what each image's file told, in the order of the images, one after the other
 */
export const probes =
  (o: ProbeOptions) =>
  ({ folder, images }: Dataset): Task<E.Either<Finding, AsyncIterable<Probe>>> =>
  async () => {
    const files = await (o.files ?? openFiles(folder))()
    return E.isLeft(files)
      ? E.left({ check: 'missing image', place: {}, issue: files.left })
      : E.right(inTurns(o.atOnce, images, probe(o, files.right)))
  }

async function* inTurns(
  atOnce: number,
  images: readonly AnnotatedImage[],
  look: (image: AnnotatedImage, at: number) => Promise<Probe>,
): AsyncGenerator<Probe, void> {
  for (let from = 0; from < images.length; from += turn)
    yield* await inTurn(atOnce)(images.slice(from, from + turn), (image, i) => look(image, from + i))
}
