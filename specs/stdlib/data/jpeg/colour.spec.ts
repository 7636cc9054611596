import { expect, it } from 'vitest'
import { coloured } from '../../../../stdlib/data/jpeg/colour.ts'
import { assembled } from '../../../../stdlib/data/wasm/assemble.ts'
import { started } from '../../../../stdlib/data/wasm/machine.ts'

// JFIF's weights in units of 2^-16, as libjpeg rounds them.
const RED = 91_881
const GREEN = [22_554, 46_802] as const
const BLUE = 116_130

const held = (v: number): number => Math.min(255, Math.max(0, v))

it('is that of JFIF for every chroma, and is held to what a byte has', () => {
  const machine = started(assembled([coloured]), ['coloured'])
  if (machine === undefined) throw new Error('a machine')
  const memory = new Uint8Array(machine.memory(8192))
  const [luma, blue, red, to] = [0, 512, 1024, 2048]
  const reds = Uint8Array.from({ length: 256 }, (_, i) => i)
  memory.set(reds, red)
  for (const y of [0, 77, 255]) {
    memory.fill(y, luma, luma + 256)
    for (let cb = 0; cb < 256; cb++) {
      memory.fill(cb, blue, blue + 256)
      machine.kernels.coloured(luma, blue, red, 256, to)
      const expected = Array.from(reds, (cr) => {
        const [b, r] = [cb - 128, cr - 128]
        return [
          held(y + ((RED * r + 2 ** 15) >> 16)),
          held(y + ((-GREEN[0] * b - GREEN[1] * r + 2 ** 15) >> 16)),
          held(y + ((BLUE * b + 2 ** 15) >> 16)),
        ]
      }).flat()
      expect([...memory.subarray(to, to + 768)]).toEqual(expected)
    }
  }
})
