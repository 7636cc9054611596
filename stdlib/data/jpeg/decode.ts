import type { Picture } from '../picture.ts'
import { once, started } from '../wasm/machine.ts'
import { entropyOf } from './entropy.ts'
import { type Component, type Frame, frameOf, partsOf, unitsOf } from './frame.ts'
import { kernels } from './kernels.ts'
import { COEFFICIENTS, scanBytes, scanning } from './scan.ts'

/** The memory that pictures are decoded in stays taken, so that one which needs more is left to libvips, in bytes. */
const MOST = 2 ** 26

/** Bytes that a kernel may read or write behind a line. */
const MARGIN = 64

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** A component in memory. */
interface Plane extends Component {
  readonly coefficients: number
  /** Blocks of a line. */
  readonly blocks: number
  readonly pixels: number
  /** Bytes of a line. */
  readonly stride: number
}

/**
 * Where things lie: of the scan what reads it and its data, of each component the coefficients of a line of units, then its pixels, then lines of chroma,
 * then the picture.
 */
const laidOut = (frame: Frame, data: number) => {
  const { across, down } = unitsOf(frame)
  let free = 0
  const room = (bytes: number): number => {
    const there = free
    free += aligned(bytes)
    return there
  }
  const scan = { state: room(scanBytes(frame)), data: room(data) }
  const coefficients = frame.components.map((c) => room(COEFFICIENTS * across * c.across * c.down))
  const planes = frame.components.map((c, i): Plane => {
    const stride = 8 * across * c.across
    return {
      ...c,
      coefficients: coefficients[i] ?? 0,
      blocks: across * c.across,
      pixels: room(stride * 8 * down * c.down + MARGIN),
      stride,
    }
  })
  const weighed = room(16) + 16
  room(2 * 8 * across + MARGIN)
  const [blue, red] = [room(16 * across + MARGIN), room(16 * across + MARGIN)]
  const picture = room(3 * frame.width * frame.height + MARGIN)
  return { scan: { ...scan, coefficients }, planes, weighed, blue, red, picture, end: free }
}

const machine = once(() => started(kernels(), ['units', 'blocks', 'weighed', 'doubled', 'coloured']))

/**
 * Decodes a baseline JPEG, pixel for pixel as libjpeg does with its exact transform and its smooth chroma: those are the pixels of Pillow, OpenCV,
 * torchvision and browsers. Grey is repeated.
 *
 * @returns undefined where `frameOf` knows nothing, where the data is damaged in any way, and of a picture that is four pixels wide or less, whose chroma
 *   libjpeg does not smooth: those are left to who knows more
 * @example decodeJpeg(bytes) // such as { width: 640, height: 480, data }
 */
export const decodeJpeg = (bytes: Uint8Array): Picture | undefined => {
  const frame = frameOf(bytes)
  if (frame === undefined || frame.width <= 4 || laidOut(frame, 0).end > MOST) return undefined
  const from = machine()
  const entropy = entropyOf(bytes.subarray(frame.data, frame.data + MOST), partsOf(frame))
  if (from === undefined || entropy === undefined) return undefined
  const at = laidOut(frame, entropy.integers.length)
  if (at.end > MOST || !from.has(at.end)) return undefined
  const { units, blocks } = from.kernels
  const memory = from.memory(at.end)
  new Uint8Array(memory).fill(0, at.scan.coefficients[0], at.planes[0]?.pixels)
  const read = scanning(units, memory, entropy, frame, at.scan)
  const { down } = unitsOf(frame)
  for (let y = 0; y < down; y++) {
    if (!read()) return undefined
    for (const { coefficients, blocks: count, pixels, stride, down: lines } of at.planes)
      for (let v = 0; v < lines; v++) blocks(coefficients + COEFFICIENTS * count * v, count, pixels + 8 * stride * (y * lines + v), stride)
  }
  colour(from.kernels, frame, at, memory)
  const { width, height } = frame
  return { width, height, data: new Uint8Array(memory).slice(at.picture, at.picture + 3 * width * height) }
}

type Kernels = NonNullable<ReturnType<typeof machine>>['kernels']

/** Lines of the picture from those of the planes. */
const colour = (
  { weighed, doubled, coloured }: Kernels,
  { width, height }: Frame,
  at: ReturnType<typeof laidOut>,
  memory: ArrayBuffer,
): void => {
  const [luma, blue, red] = at.planes
  if (luma === undefined) throw new Error('internal: a picture without components')
  if (blue === undefined || red === undefined) new Uint8Array(memory).fill(128, at.blue, at.blue + luma.stride + MARGIN)
  const [twiceAcross, twiceDown] = [luma.across === 2, luma.down === 2]
  const chroma = { across: Math.ceil(width / luma.across), last: Math.ceil(height / luma.down) - 1 }
  // libjpeg's roundings, of sixteenths: those of quarters times four where there are no lines between.
  const [even, odd] = twiceDown ? [8, 7] : [4, 8]
  const line = (plane: Plane, y: number, to: number): number => {
    const row = twiceDown ? y >> 1 : y
    const near = plane.pixels + row * plane.stride
    if (!twiceAcross) return near
    const other = twiceDown ? Math.min(chroma.last, Math.max(0, row + (y % 2 === 0 ? -1 : 1))) : row
    weighed(near, plane.pixels + other * plane.stride, chroma.across, at.weighed)
    doubled(at.weighed, chroma.across, even, odd, to)
    return to
  }
  for (let y = 0; y < height; y++) {
    const [cb, cr] = blue === undefined || red === undefined ? [at.blue, at.blue] : [line(blue, y, at.blue), line(red, y, at.red)]
    coloured(luma.pixels + y * luma.stride, cb, cr, width, at.picture + 3 * width * y)
  }
}
