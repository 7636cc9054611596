import type { TimedCall } from '../timing.ts'
import type { TensorFlowGraph } from './build.ts'
import { type NodeStats, nodeStatsOf } from './step-stats.ts'

/** What TensorFlow puts around a graph to feed and fetch it. */
const edges = /^(_arg_|_retval_|_SOURCE$|_SINK$)/

/** What it derives from a node when it folds constants. */
const folded = /__cf__\d+$/

type Known = Pick<TensorFlowGraph, 'nodes' | 'computed'>

/**
 * What a node that TensorFlow ran is for, by its name. With its rewriting off (decision 0006) it runs the nodes of the graph under their own names, also where oneDNN's kernel
 * takes the place of its own; it adds what feeds and fetches, and folds constants.
 */
export const purposeIn = ({ nodes, computed }: Known): ((name: string) => TimedCall['of']) => {
  const names = new Set(nodes.map(({ name }) => name))
  return (name) => {
    const own = name.replace(folded, '')
    return computed.get(own) ?? (names.has(own) || edges.test(name) ? 'transfer' : 'unknown')
  }
}

/** The calls of a run, in the order in which they began, from the `RunMetadata` of its segments. */
export const callsOf = (graph: Known, metadata: readonly Uint8Array[]): readonly TimedCall[] => {
  const purpose = purposeIn(graph)
  const ops = new Map(graph.nodes.map(({ name, op }) => [name, op] as const))
  const byStart = (a: NodeStats, b: NodeStats): number => a.start - b.start
  return metadata
    .flatMap(nodeStatsOf)
    .sort(byStart)
    .map(({ node, kernel, duration }) => ({
      of: purpose(node),
      kernel: kernel ?? ops.get(node) ?? node,
      name: node,
      milliseconds: duration / 1e6,
    }))
}
