import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { experiments } from '../../../examples/demo.ts'
import { decodeExperiments, type Experiment } from '../../../graphs/experiment/codec.ts'

const refused = (change: (e: Experiment) => unknown): readonly string[] => {
  const [e] = experiments
  if (e === undefined) throw new Error('the demo has experiments')
  const decoded = decodeExperiments(change(e))
  return E.isLeft(decoded) ? decoded.left.map((i) => `${i.code}: ${i.message}`) : []
}

const shapes = (list: readonly string[]): readonly string[] => refused((e) => ({ ...e, data: { ...e.data, shapes: list } }))

describe('the parts of an experiment', () => {
  it('agree in the demo', () => {
    expect(refused((e) => e)).toEqual([])
  })

  it('are refused with two classes of one id or one name', () => {
    const twice = [
      { id: 1, name: 'disc' },
      { id: 1, name: 'bar' },
      { id: 2, name: 'bar' },
    ]
    expect(refused((e) => ({ ...e, classes: twice })).map((text) => text.split(', ')[1])).toEqual(['but two have 1', 'but two have bar'])
  })

  it('are refused with more or fewer shapes than classes, or with the same in another order', () => {
    expect(shapes(['disc', 'bar'])).toEqual(['experiment: shapes: each class is one shape, but there are 2 shapes of 3 classes'])
    expect(shapes(['cross', 'bar', 'disc'])).toEqual([
      'experiment: shapes: shape i is labelled with class i, but cross stands elsewhere among the classes',
    ])
  })

  it('may call a shape by another name', () => {
    const named = ['ship', 'bridge', 'plane'].map((name, i) => ({ id: i + 1, name }))
    expect(refused((e) => ({ ...e, classes: named }))).toEqual([])
  })

  it('are refused where groups do not divide channels, once, by the key', () => {
    expect(refused((e) => ({ ...e, detector: { ...e.detector, head: { ...e.detector.head, groups: 7 } } }))).toEqual([
      'experiment: groups: groups divide the channels evenly, but 32 channels are no multiple of 7 groups',
    ])
  })

  it('are refused with more or fewer bounds than there are between levels, or bounds that fall', () => {
    const bounded = (bounds: readonly number[]): readonly string[] =>
      refused((e) => ({ ...e, detector: { ...e.detector, assigner: { radius: 1.5, bounds } } }))
    expect(bounded([16, 32, 64])).toEqual([])
    expect(bounded([16, 32])).toEqual(['experiment: bounds: there is a bound between any two levels, but 2 bounds for 4 levels'])
    expect(bounded([16, 64, 64])).toEqual(['experiment: bounds: bounds rise from level to level, but these do not'])
  })

  it('are refused with a scale larger than the input, or a range that falls; and augmentation may be left out, or any step of it', () => {
    const augmented = (augment: Experiment['input']['augment']): readonly string[] =>
      refused((e) => ({ ...e, input: { ...e.input, augment } }))
    expect(augmented(undefined)).toEqual([])
    expect(augmented({})).toEqual([])
    expect(augmented({ scales: { sizes: [64, 96], per: 'batch' } })).toEqual([])
    expect(augmented({ scales: { sizes: [64, 160], per: 'batch' } })).toEqual([
      'experiment: scales: each scale is at most the size of the input, but 160 > 96',
    ])
    expect(augmented({ crop: { probability: 1, resize: null, sides: [9, 8], keep: { part: 0, side: 0 } } })).toEqual([
      'experiment: range: a range rises, but crop.sides is 9 … 8',
    ])
  })

  it('are refused past what a process can hold', () => {
    const huge = {
      input: { size: 1e9 },
      data: { train: 1e9, objects: [1, 1e9] },
      training: { batch: 1e9 },
      detector: { head: { convs: 1e9 } },
    }
    const messages = refused((e) => ({
      ...e,
      input: { ...e.input, ...huge.input },
      data: { ...e.data, ...huge.data },
      training: { ...e.training, ...huge.training },
      detector: { ...e.detector, head: { ...e.detector.head, ...huge.detector.head } },
    }))
    expect(messages).toHaveLength(5)
  })
})

describe('what does not decode', () => {
  it('is named as a whole where there is nothing, and shown as it stands', () => {
    const said = (u: unknown): readonly string[] => {
      const decoded = decodeExperiments(u)
      return E.isLeft(decoded) ? decoded.left.map((i) => `${i.code}: ${i.message}; ${i.hint}`) : []
    }
    expect(said([])).toEqual(['experiment: none: an experiment is wanted, but the list is empty; write an experiment into it'])
    expect(said(5)).toEqual(['experiment: experiment is wanted, but 5 is here; write experiment'])
    expect(refused((e) => ({ ...e, training: { ...e.training, clip: Infinity } }))[0]).toContain('but Infinity is here')
  })
})
