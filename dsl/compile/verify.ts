import { type Issue, issue } from '../core/issue.ts'
import { type Outputs, topological } from '../core/graph.ts'
import { inputName } from '../core/apply.ts'
import { suggest } from '../core/nearest.ts'
import { flatten, type Procedure } from '../core/procedure.ts'
import { showType, type Tensor } from '../core/tensor.ts'
import { type Leaf, leaf } from '../ops/leaf.ts'

/** Data that must agree wherever a leaf of this name stands. */
const declared = (l: Exclude<Leaf, { readonly kind: 'constant' }>): string => JSON.stringify([l.kind, l.data])

const conflicts = (order: readonly Tensor[]): readonly Issue[] => {
  const first = new Map<string, { readonly x: Tensor; readonly data: string }>()
  return order.flatMap((x) => {
    const l = leaf(x)
    if (l === null || l.kind === 'constant') return []
    const before = first.get(l.data.name)
    if (before === undefined) {
      first.set(l.data.name, { x, data: declared(l) })
      return []
    }
    if (before.data === declared(l)) return []
    return [
      issue(
        'leaf C1',
        `one name is one leaf, but ${l.data.name} is declared twice, differently`,
        'give one of the two another scope or name',
        {
          path: x.scope,
          evidence: [
            ['first', `${showType(before.x)} ${before.data}`],
            ['second', `${showType(x)} ${declared(l)}`],
          ],
        },
      ),
    ]
  })
}

/** A named leaf speaks where its name stands first: a weight is declared by its layer, and again by whatever trains it. */
const speakOnce = (order: readonly Tensor[]): readonly Tensor[] => {
  const named = new Set<string>()
  return order.filter((x) => {
    const l = leaf(x)
    if (l === null || l.kind === 'constant') return true
    const before = named.has(l.data.name)
    named.add(l.data.name)
    return !before
  })
}

/** Every issue that the tensors under `outputs` carry, causes before what is built on them; and leaves declared twice, differently. */
export const verify = (outputs: Outputs): readonly Issue[] => {
  const order = topological(Object.values(outputs))
  return [...speakOnce(order).flatMap((x) => x.issues), ...conflicts(order)]
}

/**
 * What is wrong with the updates of a procedure: each renews a parameter or a state that the graph reads, by a value of its type.
 *
 * @example verifyUpdates({ outputs: {}, updates: { w: total(w) } })   // update C2, unless w is a scalar
 */
export const verifyUpdates = (p: Procedure): readonly Issue[] => {
  const kept = new Map(
    topological(Object.values(flatten(p))).flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'parameter' || l?.kind === 'state' ? [[l.data.name, x] as const] : []
    }),
  )
  return Object.entries(p.updates).flatMap(([name, next]): readonly Issue[] => {
    const before = kept.get(name)
    const at = { path: next.scope, evidence: [['next', showType(next)]] } as const
    if (before === undefined)
      return [
        issue('update C1', `an update renews a parameter or state that is read, but ${name} is none`, suggest(name, [...kept.keys()]), at),
      ]
    if (next.illTyped || showType(next) === showType(before)) return []
    return [
      issue('update C2', `a leaf keeps its type, but ${showType(before)} ≠ ${showType(next)}`, `reshape the next value of ${name}`, {
        ...at,
        evidence: [[name, showType(before)], ...at.evidence],
      }),
    ]
  })
}

/** Checks again what `apply` checked when the graph was built: rules and types of every node, as a pass left them. */
export const recheck = (outputs: Outputs): readonly Issue[] =>
  topological(Object.values(outputs)).flatMap((x) => {
    const at = { path: x.scope, evidence: x.inputs.map((i, k) => [inputName(x.primitive, k), showType(i)] as const) }
    const broken = Object.entries(x.primitive.rules).find(([, rule]) => !rule.holds(x.inputs, x.params))
    if (broken !== undefined) {
      const [code, rule] = broken
      return [issue(`${x.primitive.name} ${code}`, `${rule.says}, but ${rule.found(x.inputs, x.params)}`, rule.hint, at)]
    }
    const type = x.primitive.type(x.inputs, x.params)
    return showType(type) === showType(x)
      ? []
      : [issue('type', `a node has the type of its rule, but ${showType(x)} ≠ ${showType(type)}`, 'this is a bug of a pass', at)]
  })
