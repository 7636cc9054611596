import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { formatOf, isRaster } from '../stdlib/data/image-format.ts'
import type { Picture } from '../stdlib/data/picture.ts'
import { jpegColours } from './jpeg-colours.ts'

/** Four bytes a pixel: red, green, blue, and how opaque it is. */
type Rgba = Uint8Array | Uint8ClampedArray

/** The pixels of a bitmap by a canvas, which multiplies colours by their opacity: exact where all is opaque. */
const byCanvas = (bitmap: ImageBitmap): Rgba | null => {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true })
  context?.drawImage(bitmap, 0, 0)
  return context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? null
}

/** The pixels of a bitmap by WebGL, which leaves colours alone, up to the size of a texture. */
const byTexture = (bitmap: ImageBitmap): Rgba | null => {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2')
  if (gl === null || Math.max(bitmap.width, bitmap.height) > Number(gl.getParameter(gl.MAX_TEXTURE_SIZE))) return null
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap)
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer())
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
  const pixels = new Uint8Array(bitmap.width * bitmap.height * 4)
  gl.readPixels(0, 0, bitmap.width, bitmap.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return pixels
}

const opaque = (pixels: Rgba): boolean => {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return false
  return true
}

const withoutAlpha = (pixels: Rgba): Uint8Array => {
  const data = new Uint8Array((pixels.length / 4) * 3)
  for (let i = 0, k = 0; i < pixels.length; i += 4) {
    data[k++] = pixels[i] ?? 0
    data[k++] = pixels[i + 1] ?? 0
    data[k++] = pixels[i + 2] ?? 0
  }
  return data
}

const readable = (bytes: Uint8Array): Issue | null => {
  const format = formatOf(bytes)
  if (!isRaster(format)) return issue('image: unknown format', 'expected one of jpeg, png, webp, gif', 'convert the file to PNG or JPEG')
  if (format === 'tiff') return issue('image: unknown format', 'browsers read no TIFF', 'convert the file to PNG, or use `detect`')
  return format === 'jpeg' && jpegColours(bytes) === 4
    ? issue('image: CMYK', 'browsers convert CMYK each in its own way', 'convert the file to RGB, or use `detect`')
    : null
}

/**
 * A picture as `readImage` of `stdlib/data/image.ts` gives it: RGB, transparency and colour profiles left out, turned as its EXIF orientation
 * says. What a browser would read in another way is an Issue.
 */
export const pictureOf = async (file: Blob): Promise<E.Either<Issue, Picture>> => {
  const wrong = readable(new Uint8Array(await file.arrayBuffer()))
  if (wrong !== null) return E.left(wrong)
  const options = { imageOrientation: 'from-image', premultiplyAlpha: 'none', colorSpaceConversion: 'none' } as const
  const bitmap = await createImageBitmap(file, options).catch((cause: unknown) => String(cause))
  if (typeof bitmap === 'string') return E.left(issue('image: broken', bitmap, 'replace the file: it is no image, or it ends too early'))
  const { width, height } = bitmap
  const multiplied = byCanvas(bitmap)
  const pixels = multiplied === null || opaque(multiplied) ? multiplied : byTexture(bitmap)
  bitmap.close()
  return pixels === null
    ? E.left(
        issue(
          'image: too large',
          `${width}×${height} is more than this browser reads pixel by pixel`,
          'a smaller picture, or one without transparency',
        ),
      )
    : E.right({ width, height, data: withoutAlpha(pixels) })
}
