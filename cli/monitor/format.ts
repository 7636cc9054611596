/** A part of one as AP is written: four characters at most, no leading zero; a dash where there is nothing to measure. */
export const fraction = (x: number | null): string => (x === null ? '–' : x >= 0.9995 ? x.toFixed(2) : x.toFixed(3).replace(/^0\./, '.'))

/** A part of one in whole per cent. */
export const percent = (x: number): string => (Number.isFinite(x) ? `${String(Math.round(100 * x))} %` : '?')

/** Three significant digits, or the word for what is not finite. */
export const short = (x: number): string => {
  if (!Number.isFinite(x)) return 'not finite'
  const size = Math.abs(x)
  if (size !== 0 && (size < 1e-3 || size >= 1e4)) return x.toExponential(1).replace('e+', 'e')
  return x.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
}

/**
 * A time in its two largest units.
 *
 * @example duration(3725) // => '1 h 2 min'
 */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '?'
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return `${String(s)} s`
  const min = Math.round(s / 60)
  if (s < 600) return `${String(Math.floor(s / 60))} min ${String(s % 60)} s`
  if (min < 60) return `${String(min)} min`
  const h = Math.floor(min / 60)
  return h < 48 ? `${String(h)} h ${String(min % 60)} min` : `${String(Math.floor(h / 24))} d ${String(h % 24)} h`
}

/** Bytes in the largest binary unit that leaves a number of at least 1. */
export const byteSize = (bytes: number): string => {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)))
  return `${short(bytes / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? ''}`
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/**
 * A line of bars, one a bucket of values (its mean), between the least and the greatest; a gap where a bucket has no
 * finite value.
 *
 * @example sparkline([1, 2, 3], 3) // => '▁▅█'
 */
export const sparkline = (values: readonly number[], width: number): string => {
  const buckets = Math.max(0, Math.min(width, values.length))
  const means = Array.from({ length: buckets }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / buckets), Math.floor(((i + 1) * values.length) / buckets))
    const finite = part.filter(Number.isFinite)
    return finite.reduce((sum, x) => sum + x, 0) / finite.length
  })
  const finite = means.filter(Number.isFinite)
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  return means
    .map((x) => (Number.isFinite(x) ? (bars[high > low ? Math.round(((x - low) / (high - low)) * (bars.length - 1)) : 0] ?? '') : ' '))
    .join('')
}

/** A bar of `width` cells of which a part is full. */
export const bar = (part: number, width: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}
