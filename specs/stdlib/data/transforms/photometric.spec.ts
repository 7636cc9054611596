import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../../../stdlib/data/random.ts'
import { photometric, ssdPhotometric } from '../../../../stdlib/data/transforms/photometric.ts'
import { labelled } from '../pictures.ts'

const still = { brightness: 0, contrast: [1, 1], saturation: [1, 1], hue: 0 } as const
const none = { boxes: [], labels: [] }
const one = (...pixel: readonly number[]) => ({
  picture: { width: 1, height: 1, data: Uint8Array.from(pixel) },
  truth: none,
  ignored: none,
})
const seeds = Array.from({ length: 200 }, (_, i) => i)
const outcomes = (o: Parameters<typeof photometric>[0], ...pixel: readonly number[]) =>
  seeds.map((s) => [...photometric(o)(random(s))(one(...pixel)).picture.data])
const sorted = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)

describe('photometric distortion', () => {
  it('leaves boxes and size, and is a function of its stream', () =>
    fc.assert(
      fc.property(labelled, fc.nat(), (l, seed) => {
        const made = photometric(ssdPhotometric)(random(seed))(l)
        expect([made.truth, made.ignored, made.picture.width, made.picture.height]).toEqual([
          l.truth,
          l.ignored,
          l.picture.width,
          l.picture.height,
        ])
        expect(photometric(ssdPhotometric)(random(seed))(l)).toEqual(made)
      }),
    ))

  it('of no strength only exchanges channels, in half of the pictures, all six ways', () => {
    const made = outcomes(still, 10, 20, 30).map(String)
    expect(new Set(made)).toEqual(new Set(['10,20,30', '10,30,20', '20,10,30', '20,30,10', '30,10,20', '30,20,10']))
    expect(Math.abs(made.filter((m) => m === '10,20,30').length - (100 + 100 / 6))).toBeLessThan(40)
  })

  it('adds the same to every channel, up to the bound and both ways, and holds it to a byte', () => {
    const added = outcomes({ ...still, brightness: 32 }, 100, 110, 120).map((p) => sorted(p).map((v, i) => v - 100 - 10 * i))
    for (const by of added) expect(new Set(by).size).toBe(1)
    expect(Math.max(...added.flat())).toBeGreaterThan(26)
    expect(Math.min(...added.flat())).toBeLessThan(-26)
    expect(Math.max(...added.flat().map(Math.abs))).toBeLessThanOrEqual(32)
    expect(Math.max(...outcomes({ ...still, brightness: 32 }, 250, 250, 250).flat())).toBe(255)
  })

  it('multiplies by the contrast', () => {
    const made = outcomes({ ...still, contrast: [0.5, 1.5] }, 40, 80, 120).map(sorted)
    for (const [a = 0, b = 0, c = 0] of made) {
      expect(Math.abs(b - 2 * a)).toBeLessThanOrEqual(1.5)
      expect(Math.abs(c - 3 * a)).toBeLessThanOrEqual(2)
    }
    expect([Math.min(...made.map((m) => m[2] ?? 0)) < 66, Math.max(...made.map((m) => m[2] ?? 0)) > 174]).toEqual([true, true])
  })

  it('saturates away from the largest channel, and leaves grey grey', () => {
    for (const [a = 0, b = 0, c = 0] of outcomes({ ...still, saturation: [0.5, 1.5] }, 100, 160, 200).map(sorted)) {
      expect(c).toBe(200)
      expect(Math.abs((200 - a) * 40 - (200 - b) * 100)).toBeLessThanOrEqual(80)
    }
    for (const p of outcomes({ ...still, saturation: [0, 2], hue: 180 }, 77, 77, 77)) expect(p).toEqual([77, 77, 77])
  })

  it('turns the hue: a third of the circle makes red green or blue, and its spread stays', () => {
    const colours = outcomes({ ...still, hue: 120 }, 200, 50, 50)
    for (const p of colours) expect([Math.max(...p), Math.min(...p)]).toEqual([200, 50])
    // Of what a turn of 60° gives, yellow or magenta, two channels are the largest.
    const between = colours.map((p) => sorted(p)[1] ?? 0)
    expect([Math.min(...between), Math.max(...between) > 190]).toEqual([50, true])
  })

  it('of an empty channel order keeps a picture without objects', () => {
    expect(photometric(ssdPhotometric)(random(1))(one(1, 2, 3)).truth).toEqual(none)
  })
})
