import { expect, it } from 'vitest'
import { assembled } from '../../../../stdlib/data/wasm/assemble.ts'
import { once, started } from '../../../../stdlib/data/wasm/machine.ts'

it('is none where the processor does not know an instruction', () => {
  expect(started(assembled([{ name: 'f', parameters: 0, integers: 0, vectors: 0, body: [0xff] }]), ['f'])).toBeUndefined()
  expect(() => started(assembled([]), ['f'])).toThrow('internal: a module without f')
})

it('has as much memory as it was asked for, keeps what is there, and never gives any back', () => {
  const machine = started(assembled([]), [])
  if (machine === undefined) throw new Error('a machine')
  new Uint8Array(machine.memory(1))[0] = 7
  const sizes = [1, 65_536, 65_537, 200_000, 5].map((bytes) => [
    machine.memory(bytes).byteLength >= bytes,
    machine.memory(0).byteLength / 65_536,
  ])
  expect(sizes).toEqual([
    [true, 1],
    [true, 1],
    [true, 2],
    [true, 4],
    [true, 4],
  ])
  expect(new Uint8Array(machine.memory(1))[0]).toBe(7)
})

it('says what memory cannot be had, and keeps what it has', () => {
  const machine = started(assembled([]), [])
  expect([machine?.has(100_000), machine?.has(2 ** 40), machine?.memory(0).byteLength]).toEqual([true, false, 131_072])
})

it('is made once', () => {
  let made = 0
  const get = once((): number | undefined => {
    made++
    return undefined
  })
  expect([get(), get(), made]).toEqual([undefined, undefined, 1])
})
