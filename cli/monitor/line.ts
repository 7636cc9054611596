import { amount } from '../../dsl/core/amount.ts'
import { drawIssues } from '../draw.ts'
import { metricNames, type Metrics } from '../events.ts'
import { byteSize, duration, fraction, percent, short } from './format.ts'
import type { Report } from './state.ts'

/**
 * One report as plain text, without colour. Every report is one line, but for an issue, which is drawn.
 *
 * @example line({ type: 'stopped', step: 7 }) // => 'stopped after step 7'
 */
export const line = (event: Report): string => {
  switch (event.type) {
    case 'started': {
      const from = event.firstStep === 0 ? '' : `, from step ${String(event.firstStep)}`
      const size = `${amount(event.parameters, 'parameter')}, at most ${byteSize(event.peakBytes)}`
      return `${event.name}  seed ${String(event.seed)}  ${event.target}  ${amount(event.steps, 'step')}${from}  (${size})`
    }
    case 'progress': {
      const losses = Object.entries(event.losses).map(([branch, loss]) => `${branch} ${short(loss)}`)
      const rest = [
        `gradient ${short(event.gradientNorm)}`,
        `rate ${short(event.learningRate)}`,
        `${short(event.imagesPerSecond)} images/s`,
        ...(event.waiting === undefined ? [] : [`waiting ${percent(event.waiting)}`]),
        `${duration(event.secondsLeft)} left`,
      ]
      return [`step ${String(event.step)}`, ...losses, ...rest].join('  ')
    }
    case 'evaluated':
      return `step ${String(event.step)}  ${metricsLine(event.metrics)}`
    case 'checkpoint':
      return `step ${String(event.step)}  checkpoint ${event.file}`
    case 'warning':
      return `warning: ${drawIssues([event.issue], { columns: Infinity, colour: false })}`
    case 'stopping':
      return 'stopping: a checkpoint first; once more to kill'
    case 'stopped':
      return `stopped after step ${String(event.step)}`
    case 'failed':
      return `failed: ${event.issue.code}: ${event.issue.message}`
    case 'finished': {
      const { name, seed, steps, seconds, metrics } = event.summary
      return `finished ${name} (seed ${String(seed)}): ${amount(steps, 'step')} in ${duration(seconds)}  ${metricsLine(metrics)}`
    }
  }
}

const metricsLine = (metrics: Metrics): string => metricNames.map((name) => `${name} ${fraction(metrics[name])}`).join('  ')
