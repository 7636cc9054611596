/** Formats that hold pixels only; an SVG, say, may name other files. */
export const RASTER = ['jpeg', 'png', 'webp', 'tiff', 'gif'] as const
export type Raster = (typeof RASTER)[number]

/** Is it the name of an image file? @example isImageName('a.JPG') // => true */
export const isImageName = (name: string): boolean => /\.(jpe?g|png|webp|tiff?|gif|bmp)$/i.test(name)

/** How files begin; `?` stands for any byte. */
const BEGINNINGS: readonly (readonly [begins: string, format: string])[] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF????WEBP', 'webp'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['BM', 'BMP'],
  ['????ftyp', 'HEIC, AVIF or a film'],
  ['\0\0\0\fjP  ', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'JPEG 2000'],
  ['\0\0\0\fJXL ', 'JPEG XL'],
  ['\xff\x0a', 'JPEG XL'],
  ['8BPS', 'Photoshop'],
  ['%PDF', 'PDF'],
  ['<', 'XML, such as SVG, or HTML'],
  ['\xef\xbb\xbf<', 'XML, such as SVG, or HTML'],
  ['{', 'JSON'],
  ['version https://git-lfs', 'a pointer of Git LFS in place of the file'],
]

/**
 * The format of an image file by its first bytes, whatever its name ends in; of what is not known, undefined.
 *
 * @example formatOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)) // => 'jpeg'
 */
export const formatOf = (bytes: Uint8Array): string | undefined =>
  BEGINNINGS.find(
    ([begins]) => bytes.length >= begins.length && [...begins].every((c, i) => c === '?' || c.charCodeAt(0) === bytes[i]),
  )?.[1]

/** Is it one that is read? */
export const isRaster = (format: string | undefined): format is Raster => RASTER.some((known) => known === format)
