import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { taskOf } from '../../../cli/evaluation/asked.ts'

const files = { groundTruth: 'g.json', protocol: 'coco' }
const messages = (options: object): readonly string[] => {
  const task = taskOf({ ...files, ...options })
  return E.isLeft(task) ? task.left.map(({ message }) => message) : []
}

describe('taskOf', () => {
  it('measures one file, or the difference of two', () => {
    const asked = { classes: false, errors: true, confusion: false, calibration: false }
    expect(taskOf({ ...files, detections: 'd.json', errors: true })).toEqual(E.right({ kind: 'one', detections: 'd.json', asked }))
    expect(taskOf({ ...files, compare: ['a', 'b'], seed: '4', perClass: true })).toEqual(
      E.right({ kind: 'two', files: ['a', 'b'], options: { replicates: 1000, seed: 4, level: 0.95 }, classes: true }),
    )
  })
  it('measures everything but the bootstrap for a page', () => {
    expect(taskOf({ ...files, detections: 'd', html: 'r.html' })).toMatchObject({
      right: { asked: { classes: true, errors: true, confusion: true, calibration: true } },
    })
    expect(taskOf({ ...files, detections: 'd', bootstrap: '50' })).toMatchObject({
      right: { asked: { bootstrap: { replicates: 50, seed: 1, level: 0.95 } } },
    })
  })
  it.each([
    [{}, 'needs `--detections`, or `--compare` with two files'],
    [{ compare: ['a'] }, '`--compare` takes two files of detections, but there are 1'],
    [{ compare: ['a', 'b', 'c'] }, '`--compare` takes two files of detections, but there are 3'],
    [{ compare: ['a', 'b'], errors: true }, '`--compare` tells the difference of two files, and `--errors` is of one'],
    [{ compare: ['a', 'b'], detections: 'd' }, '`--compare` tells the difference of two files, and `--detections` is of one'],
    [{ detections: 'd', seed: '3' }, '`--seed` is what `--bootstrap` draws by'],
    [{ detections: 'd', bootstrap: 'many' }, '`--bootstrap` takes a whole number from 1 to 10000, but is `many`'],
    [{ detections: 'd', bootstrap: '10001' }, '`--bootstrap` takes a whole number from 1 to 10000, but is `10001`'],
  ])('refuses %j', (options, message) => {
    expect(messages(options)).toEqual([message])
  })
})
