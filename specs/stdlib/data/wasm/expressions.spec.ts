import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembled, type Code, get, i32 } from '../../../../stdlib/data/wasm/assemble.ts'
import * as of from '../../../../stdlib/data/wasm/expressions.ts'
import { started } from '../../../../stdlib/data/wasm/machine.ts'

const integer = fc.oneof(
  fc.integer(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.constantFrom(0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)),
)

/** A function of its two parameters, with two integers and a long of its own behind them, that runs a body; then what is at address 0 comes back. */
const run = (body: Code): ((a: number, b: number) => number) => {
  const machine = started(assembled([{ name: 'f', parameters: 2, integers: 2, vectors: 0, longs: 1, body }]), ['f'])
  if (machine === undefined) throw new Error('a machine')
  return (a, b) => {
    const memory = new Int32Array(machine.memory(64))
    memory.fill(0)
    machine.kernels.f(a, b)
    return memory[0] ?? NaN
  }
}
const value = (expression: Code) => run(of.putInteger(i32(0), expression))

describe('expressions in WebAssembly', () => {
  const [a, b] = [get(0), get(1)]
  const long = (up: Code): Code => of.long.shiftedLeft(of.long.from(up), of.long.from(i32(32)))

  it.each<readonly [string, Code, (a: number, b: number) => number]>([
    ['sum', of.sum(a, b), (x, y) => (x + y) | 0],
    ['difference', of.difference(a, b), (x, y) => (x - y) | 0],
    ['product', of.product(a, b), Math.imul],
    ['bitsOf', of.bitsOf(a, b), (x, y) => x & y],
    ['isLess', of.isLess(a, b), (x, y) => Number(x < y)],
    ['isMore', of.isMore(a, b), (x, y) => Number(x > y)],
    ['isAtLeast', of.isAtLeast(a, b), (x, y) => Number(x >= y)],
    ['isAtLeastUnsigned', of.isAtLeastUnsigned(a, b), (x, y) => Number(x >>> 0 >= y >>> 0)],
    ['isZero', of.isZero(a), (x) => Number(x === 0)],
    ['shiftedLeft', of.shiftedLeft(a, b), (x, y) => x << y],
    ['shiftedRight', of.shiftedRight(a, b), (x, y) => x >> y],
    ['shiftedDown', of.shiftedDown(a, b), (x, y) => (x >>> y) | 0],
    [
      'long',
      of.long.low(of.long.shiftedDown(of.long.or(long(a), of.long.from(b)), of.long.from(i32(16)))),
      (x, y) => (x << 16) | (y >>> 16),
    ],
  ])('%s is that of numbers', (_, expression, expected) => {
    const f = value(expression)
    fc.assert(
      fc.property(integer, integer, (x, y) => {
        expect(f(x, y)).toBe(expected(x, y))
      }),
    )
  })

  it('has any constant', () => {
    fc.assert(
      fc.property(integer, (n) => {
        expect(value(i32(n))(0, 0)).toBe(n)
      }),
    )
  })

  it('runs one of two, and what comes after only where it is not finished', () => {
    const f = run([
      ...of.either(of.isLess(a, b), of.putInteger(i32(0), i32(1)), of.putInteger(i32(0), i32(2))),
      ...of.when(of.isZero(b), of.finish),
      ...of.putInteger(i32(0), of.sum(of.integerAt(i32(0)), i32(10))),
    ])
    expect([f(1, 2), f(2, 1), f(-1, 0), f(0, 0)]).toEqual([11, 12, 1, 2])
  })

  it('goes on while a condition is met, or until it is left', () => {
    const f = run([
      ...of.whilst(of.isLess(get(2), a), [
        ...of.increase(2, i32(1)),
        ...of.when(of.isMore(get(2), i32(99)), of.when(of.isZero(b), of.leave(2))),
        ...of.increase(3, get(2)),
      ]),
      ...of.putInteger(i32(0), get(3)),
    ])
    expect([f(0, 0), f(10, 0), f(-3, 0), f(1000, 0), f(1000, 1)]).toEqual([0, 55, 0, 4950, 500_500])
  })

  it('reads and writes bytes, words and longs where they are put', () => {
    const f = run([
      ...[...of.putWord(i32(10), a), ...of.long.put(i32(16), of.long.from(b), 8)],
      ...of.putInteger(i32(0), of.sum(of.byteAt(i32(9), 2), of.long.low(of.long.at(i32(20), 4)))),
    ])
    expect(f(0x1234, 1000)).toBe(0x12 + 1000)
  })
})
