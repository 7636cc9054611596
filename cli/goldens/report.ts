import { type Check, passes } from './agreement.ts'

/** An error with two digits; zero, which is exact, stands out. @example shown(1.234e-12) // => '1.2e-12' */
const shown = (x: number): string => (x === 0 ? '0' : Number.isFinite(x) ? x.toExponential(1) : String(x))

/** A line a check: name, target, measured error, tolerance, and `ok` or `FAIL`. */
export const lines = (checks: readonly Check[]): string => {
  const width = Math.max(0, ...checks.map((c) => c.name.length))
  return checks
    .map((c) => {
      const [error, tolerance] = [shown(c.error), shown(c.tolerance)]
      return `${c.name.padEnd(width)}  ${c.target.padEnd(9)}  ${error.padStart(8)}  ${tolerance.padStart(7)}  ${passes(c) ? 'ok' : 'FAIL'}\n`
    })
    .join('')
}

/** The last line: how many checks passed and failed. */
export const verdict = (checks: readonly Check[]): string => {
  const passed = checks.filter(passes).length
  return `${String(passed)} passed, ${String(checks.length - passed)} failed\n`
}
