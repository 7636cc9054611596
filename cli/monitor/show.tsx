import { render } from 'ink'
import { paperOf } from '../draw.ts'
import { line } from './line.ts'
import { initial, reduce, type Report } from './state.ts'
import { RunView } from './view.tsx'

/** Shows the events of one run. */
export interface Monitor {
  readonly tell: (event: Report) => void
  readonly close: () => void
}

/** A line a report. */
export const plainMonitor = (out: (text: string) => void): Monitor => ({
  tell: (event) => {
    out(`${line(event)}\n`)
  },
  close: () => undefined,
})

/** The live view on a terminal, from what earlier sessions reported. */
export const liveMonitor = (stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv, past: readonly Report[]): Monitor => {
  const current = { state: past.reduce(reduce, initial) }
  const element = () => <RunView state={current.state} paper={paperOf(stdout, env)} />
  const ink = render(element(), { stdout, exitOnCtrlC: false, patchConsole: false })
  const redraw = (): void => {
    ink.rerender(element())
  }
  stdout.on('resize', redraw)
  return {
    tell: (event) => {
      current.state = reduce(current.state, event)
      redraw()
    },
    close: () => {
      stdout.off('resize', redraw)
      ink.unmount()
    },
  }
}
