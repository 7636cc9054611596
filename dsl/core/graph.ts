import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import type { Tensor } from './tensor.ts'

/** Every tensor that `outputs` are built from, each once and after its inputs. Iterative: training graphs are deep. */
export const topological = (outputs: Iterable<Tensor>): readonly Tensor[] => {
  const seen = new Set<Tensor>()
  const order: Tensor[] = []
  for (const output of outputs) {
    const stack: { readonly node: Tensor; next: number }[] = []
    const enter = (node: Tensor): void => {
      if (seen.has(node)) return
      seen.add(node)
      stack.push({ node, next: 0 })
    }
    enter(output)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.node.inputs[top.next++]
      if (child !== undefined) enter(child)
      else order.push(...stack.splice(-1).map((s) => s.node))
    }
  }
  return order
}

/** Named outputs: what a program computes. */
export type Outputs<K extends string = string> = Readonly<Record<K, Tensor>>

/**
 * Rebuilds the graph under `outputs` from its leaves up: `rule` sees each node with its inputs already rebuilt (the same
 * object where nothing changed) and gives what takes its place.
 */
export const rewrite = <K extends string>(outputs: Outputs<K>, rule: (node: Tensor, original: Tensor) => Tensor): Outputs<K> => {
  const built = new Map<Tensor, Tensor>()
  const now = (x: Tensor): Tensor => built.get(x) ?? x
  for (const node of topological(Object.values<Tensor>(outputs))) {
    const inputs = node.inputs.map(now)
    built.set(node, rule(inputs.every((x, i) => x === node.inputs[i]) ? node : { ...node, inputs }, node))
  }
  return pipe(outputs, R.map(now))
}

/** How often each tensor is used, by nodes and as an output. */
export const countUses = (outputs: Outputs): ReadonlyMap<Tensor, number> => {
  const uses = new Map<Tensor, number>()
  const given = Object.values(outputs)
  for (const x of [...topological(given).flatMap((y) => y.inputs), ...given]) uses.set(x, (uses.get(x) ?? 0) + 1)
  return uses
}
