import { Box, Text } from 'ink'
import type { ReactElement } from 'react'
import { drawIssues, type Paper } from '../draw.ts'
import { metricNames } from '../events.ts'
import { amount } from '../../dsl/core/amount.ts'
import { bar, byteSize, duration, fraction, percent, short, sparkline } from './format.ts'
import { metricsOf, stepOf, type RunState } from './state.ts'

interface Props {
  readonly state: RunState
  readonly paper: Paper
}

/** A run as a terminal shows it: who, how far, losses by branch, AP by size bin. Pure; fits into 40 columns. */
export const RunView = ({ state, paper }: Props): ReactElement => {
  if (state.started === undefined) return <Text>starting ...</Text>
  return (
    <Box flexDirection="column">
      <Head state={state} paper={paper} />
      <Losses state={state} paper={paper} />
      <Precision state={state} paper={paper} />
      <Warnings state={state} paper={paper} />
    </Box>
  )
}

const Head = ({ state, paper }: Props): ReactElement => {
  const { name = '', seed = 0, target = '', steps = 0, parameters = 0, peakBytes = 0 } = state.started ?? {}
  const step = stepOf(state)
  const now = state.progress.at(-1)
  const done = steps === 0 ? 0 : step / steps
  const tail = `  ${String(step).padStart(String(steps).length)}/${String(steps)}  ${String(Math.floor(done * 100)).padStart(3)}%`
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        <Text bold={paper.colour}>{name}</Text>
        {`  seed ${String(seed)}  ${target}`}
      </Text>
      <Faint paper={paper}>{`${amount(parameters, 'parameter')}  ${byteSize(peakBytes)}`}</Faint>
      <Text wrap="truncate">{bar(done, Math.max(4, Math.min(60, paper.columns) - tail.length)) + tail}</Text>
      <Text wrap="truncate">
        {now === undefined
          ? ending(state)
          : `${short(now.imagesPerSecond)} images/s  ${ending(state) || `${duration(now.secondsLeft)} left`}`}
      </Text>
      {now === undefined ? null : <Faint paper={paper}>{details(now)}</Faint>}
    </Box>
  )
}

const details = ({ gradientNorm, learningRate, waiting }: RunState['progress'][number]): string =>
  [
    `gradient ${short(gradientNorm)}`,
    `rate ${short(learningRate)}`,
    // Of no interest where it is small.
    ...(waiting === undefined || waiting < 0.05 ? [] : [`waiting for data ${percent(waiting)}`]),
  ].join('  ')

const ending = ({ end, stopping }: RunState): string => {
  switch (end?.type) {
    case undefined:
      return stopping ? 'stopping ...' : ''
    case 'stopped':
      return 'stopped'
    case 'failed':
      return 'failed'
    case 'finished':
      return `finished in ${duration(end.summary.seconds)}`
  }
}

const Losses = ({ state, paper }: Props): ReactElement | null => {
  const now = state.progress.at(-1)
  if (now === undefined) return null
  const branches = Object.keys(now.losses)
  const widest = Math.max(4, ...branches.map((branch) => branch.length))
  return (
    <Box flexDirection="column" marginTop={1}>
      <Faint paper={paper}>loss</Faint>
      {branches.map((branch) => {
        const value = short(now.losses[branch] ?? NaN)
        const room = Math.min(40, paper.columns - widest - Math.max(7, value.length) - 3)
        const past = state.progress.map(({ losses }) => losses[branch] ?? NaN)
        return (
          <Text key={branch} wrap="truncate">
            {`${branch.padEnd(widest)} ${value.padStart(7)}  `}
            <Coloured paper={paper}>{sparkline(past, room)}</Coloured>
          </Text>
        )
      })}
    </Box>
  )
}

const Precision = ({ state, paper }: Props): ReactElement | null => {
  const metrics = metricsOf(state)
  if (metrics === undefined) return null
  return (
    <Box flexDirection="column" marginTop={1}>
      <Faint paper={paper}>{metricNames.map((name) => name.padEnd(5)).join('')}</Faint>
      <Text wrap="truncate">{metricNames.map((name) => fraction(metrics[name]).padEnd(5)).join('')}</Text>
    </Box>
  )
}

const Warnings = ({ state, paper }: Props): ReactElement | null => {
  const last = state.warnings.at(-1)
  if (last === undefined) return null
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text>{`${String(state.warnings.length)} ${state.warnings.length === 1 ? 'warning' : 'warnings'}, the last:`}</Text>
      <Text>{drawIssues([last], { ...paper, colour: false })}</Text>
    </Box>
  )
}

const Faint = ({ paper, children }: { readonly paper: Paper; readonly children: string }): ReactElement => (
  <Text dimColor={paper.colour} wrap="truncate">
    {children}
  </Text>
)

const Coloured = ({ paper, children }: { readonly paper: Paper; readonly children: string }): ReactElement =>
  paper.colour ? <Text color="cyan">{children}</Text> : <Text>{children}</Text>
