import type { Labelled } from '../picture.ts'
import type { Random } from '../random.ts'

export interface Photometric {
  /** Added to every channel, in 8-bit units: uniform in -brightness … brightness. */
  readonly brightness: number
  /** Factors, uniform between the two. */
  readonly contrast: readonly [number, number]
  readonly saturation: readonly [number, number]
  /** Turns the hue, in degrees: uniform in -hue … hue. */
  readonly hue: number
}

/** SSD's numbers, which are mmdetection's too. */
export const ssdPhotometric: Photometric = { brightness: 32, contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: 18 }

/** What was drawn: a picture's distortion, each step null where its coin says no. */
interface Distortion {
  readonly brightness: number
  readonly contrast: number
  readonly saturation: number
  readonly hue: number
  /** Channel i of the result is channel `swap[i]`. */
  readonly swap: readonly [number, number, number]
}

const swaps: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

const drawnDistortion = (o: Photometric, draw: Random): Distortion => {
  const heads = (): boolean => draw.uniform() < 0.5
  const within = ([low, high]: readonly [number, number]): number => low + (high - low) * draw.uniform()
  const sometimes = (range: readonly [number, number], otherwise: number): number => (heads() ? within(range) : otherwise)
  return {
    brightness: sometimes([-o.brightness, o.brightness], 0),
    contrast: sometimes(o.contrast, 1),
    saturation: sometimes(o.saturation, 1),
    hue: sometimes([-o.hue, o.hue], 0),
    swap: heads() ? (swaps[draw.integer(6)] ?? [0, 1, 2]) : [0, 1, 2],
  }
}

/** Hue in sixths of the circle, of a pixel whose largest channel is `most` and whose spread is `spread`. */
const hueOf = (r: number, g: number, b: number, most: number, spread: number): number => {
  if (spread === 0) return 0
  if (most === r) return (g - b) / spread
  return most === g ? 2 + (b - r) / spread : 4 + (r - g) / spread
}

/** How far below the largest channel, in units of the spread, the channel lies whose hue is `n` sixths before the end of the circle. */
const below = (n: number, hue: number): number => {
  const k = (((n + hue) % 6) + 6) % 6
  return Math.max(0, Math.min(k, 4 - k, 1))
}

/**
 * SSD's photometric distortion: brightness, contrast, saturation and hue in HSV, then channels in another order; each with a coin of ½. Boxes stay.
 *
 * SSD and mmdetection draw whether contrast comes before the colours or after: it multiplies all channels, as colours are not held to a range between, and so is
 * the same in both places.
 *
 * Differs from mmdetection: the result is rounded to 8 bits and held to 0 … 255, since what follows reads bytes; there it stays float.
 *
 * @example photometric(ssdPhotometric)(random(seed, epoch, place))(labelled)
 */
export const photometric =
  (o: Photometric) =>
  (draw: Random) =>
  (from: Labelled): Labelled => {
    const d = drawnDistortion(o, draw)
    const { data } = from.picture
    const out = new Uint8ClampedArray(data.length)
    const turn = d.hue / 60
    const coloured = d.saturation !== 1 || turn !== 0
    const [red, green, blue] = [d.swap.indexOf(0), d.swap.indexOf(1), d.swap.indexOf(2)]
    for (let i = 0; i < data.length; i += 3) {
      let r = ((data[i] ?? 0) + d.brightness) * d.contrast
      let g = ((data[i + 1] ?? 0) + d.brightness) * d.contrast
      let b = ((data[i + 2] ?? 0) + d.brightness) * d.contrast
      if (coloured) {
        const most = Math.max(r, g, b)
        const spread = most - Math.min(r, g, b)
        const hue = hueOf(r, g, b, most, spread) + turn
        const scaled = spread * d.saturation
        r = most - scaled * below(5, hue)
        g = most - scaled * below(3, hue)
        b = most - scaled * below(1, hue)
      }
      out[i + red] = r
      out[i + green] = g
      out[i + blue] = b
    }
    return { ...from, picture: { ...from.picture, data: new Uint8Array(out.buffer) } }
  }
