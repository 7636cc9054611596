import type { Density } from '../../stdlib/data/statistics.ts'

const shades = [' ', '░', '▒', '▓', '█'] as const

/** How dark a cell is, from 0 (none) to 1: by the root of its count, so that few are not drowned by many. */
export const darkness = ({ counts }: Density): readonly number[] => {
  const most = Math.max(1, ...counts)
  return counts.map((n) => Math.sqrt(n / most))
}

/** Where boxes are in their images, two cells of a row for one of a column, in a frame. */
export const densityText = (density: Density): readonly string[] => {
  const { rows, columns } = density
  const dark = darkness(density).map((d) => shades[d === 0 ? 0 : Math.max(1, Math.round(d * (shades.length - 1)))] ?? ' ')
  const line = '─'.repeat(columns)
  return [
    `  ┌${line}┐`,
    ...Array.from({ length: rows }, (_, i) => `  │${dark.slice(i * columns, (i + 1) * columns).join('')}│`),
    `  └${line}┘`,
  ]
}
