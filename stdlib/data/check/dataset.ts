import type { Dataset } from '../dataset.ts'
import { boxFindings } from './boxes.ts'
import type { Finding } from './checks.ts'
import { listFindings } from './lists.ts'
import { repeatFindings } from './repeats.ts'

/**
 * Everything that can be seen of a data set without its files, one after the other: lists first, then each image in its order. Each defect is found once, at
 * its record; a record that cannot be used is asked nothing else. There may be more of them than fit into memory.
 *
 * @param from what issues about the whole call the data set, such as the path of its annotations
 * @example for (const finding of findingsOf('train.json')(dataset)) told.add(finding)
 */
export const findingsOf = (from: string) =>
  function* (dataset: Dataset): Generator<Finding, void> {
    yield* listFindings(dataset, from)
    for (const [at, image] of dataset.images.entries()) {
      yield* boxFindings(dataset.classes, image, at)
      yield* repeatFindings(dataset.classes, image, at)
    }
  }
