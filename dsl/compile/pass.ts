import type { Issue } from '../core/issue.ts'
import type { Outputs } from '../core/graph.ts'

/** What a graph may contain at a pass boundary. `check` names what does not belong. */
export interface Grammar {
  readonly name: string
  readonly check: (outputs: Outputs) => readonly Issue[]
}

/** A named step of the compiler, from one grammar to another, that keeps the meaning of the graph. */
export interface Pass {
  readonly name: string
  readonly says: string
  readonly from: Grammar
  readonly to: Grammar
  readonly run: (outputs: Outputs) => Outputs
}
