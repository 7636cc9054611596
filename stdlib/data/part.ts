import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { area, type Box, clip, type Extent } from '../boxes/box.ts'
import { crop } from './crop.ts'
import type { Picture } from './picture.ts'
import type { Colour } from './tiles/tiling.ts'

/** What tells the size of a file, where anything does: `AnnotatedImage` says what. */
interface Sized {
  readonly corner?: Box | undefined
  readonly size?: Extent | undefined
  readonly whole?: Extent | undefined
}

/** The size of an image's file, where it is told: of a part of one, that of the whole. */
export const sizeOfFile = ({ corner, size, whole }: Sized): Extent | undefined => (corner === undefined ? size : whole)

/** An Issue where no pixel of a part is in its file: what is annotated there would be learned from nothing. */
export const insideFile =
  (part: Box) =>
  <A extends Extent>(file: A): E.Either<Issue, A> =>
    area(clip(file)(part)) > 0
      ? E.right(file)
      : E.left(
          issue(
            'data: part outside its file',
            `a part of a file shares pixels with it, but [${part.join(', ')}] lies outside of ${file.width}×${file.height}`,
            'correct `corner`: x1, y1, x2, y2 in pixels of the file',
          ),
        )

/** The pixels of a part of a file, whose sides are whole; `fill` where it lies beyond the file. */
export const partOf =
  (part: Box, fill?: Colour) =>
  (file: Picture): E.Either<Issue, Picture> =>
    E.Functor.map(insideFile(part)(file), crop(part, fill))
