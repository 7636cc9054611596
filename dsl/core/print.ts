import { type Outputs, topological } from './graph.ts'
import { type Data, showType, type Tensor } from './tensor.ts'

/** Elements of a list that are shown; the rest is counted. */
const shownElements = 8

const key = (name: string): string => (/^[\w.]+$/.test(name) ? name : JSON.stringify(name))

/** Parameters on one line, a long list cut. @example showData({ strides: [2, 2] }) // => '{strides: [2, 2]}' */
export const showData = (d: Data): string => {
  if (d === null || typeof d !== 'object') return JSON.stringify(d)
  if (isList(d)) {
    const more = d.length > shownElements ? [`… ${String(d.length)} in all`] : []
    return `[${[...d.slice(0, shownElements).map(showData), ...more].join(', ')}]`
  }
  const entries = Object.entries(d).flatMap(([name, value]) => (value === undefined ? [] : [`${key(name)}: ${showData(value)}`]))
  return `{${entries.join(', ')}}`
}

const isList = (d: Data): d is readonly Data[] => Array.isArray(d)

/** The name of a named leaf: parameter, state or input. */
const leafName = ({ inputs, params }: Tensor): string | null => {
  if (inputs.length > 0 || params === null || typeof params !== 'object' || isList(params)) return null
  const name = params['name']
  return typeof name === 'string' ? name : null
}

const empty = (d: Data): boolean => d === null || (typeof d === 'object' && Object.keys(d).length === 0)

/**
 * Prints the graph under `outputs`, a line a node: named leaves first, then every other node by number, after its inputs, then what the
 * outputs are. A node shows its primitive, inputs, parameters, type and the scope that it was declared in.
 *
 * @example
 * printGraph({ y: within('neck', () => add(input('x', [2]), constant(1))) })
 * // gives
 * //    input x : f32[2]
 * //
 * //    %1 = constant() {value: 1, shape: []} : f32[]  neck
 * //    %2 = add(x, %1) : f32[2]  neck
 * //
 * //    y = %2
 */
export const printGraph = (outputs: Outputs): string => {
  const order = topological(Object.values(outputs))
  const leaves = new Map(order.flatMap((x) => (leafName(x) === null ? [] : [[leafName(x), x] as const])))
  const nodes = order.filter((x) => leafName(x) === null)
  const numbers = new Map(nodes.map((x, i) => [x, `%${String(i + 1)}`]))
  const reference = (x: Tensor): string => numbers.get(x) ?? leafName(x) ?? ''
  const line = (x: Tensor): string =>
    `${reference(x)} = ${x.primitive.name}(${x.inputs.map(reference).join(', ')})` +
    `${empty(x.params) ? '' : ` ${showData(x.params)}`} : ${showType(x)}${x.scope.length === 0 ? '' : `  ${x.scope.join(' / ')}`}`
  const parts = [
    [...leaves].map(([name, x]) => `${x.primitive.name} ${name ?? ''} : ${showType(x)}`),
    nodes.map(line),
    Object.entries(outputs).map(([name, x]) => `${name} = ${reference(x)}`),
  ]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n')
}
