import type { Dataset } from '../dataset.ts'
import { boxFindings } from './boxes.ts'
import type { Finding } from './checks.ts'
import { listFindings } from './lists.ts'
import { repeatFindings } from './repeats.ts'

/**
 * Everything that can be seen of a data set without its files: lists first, then each image in its order. Each defect is found once, at its
 * record; a record that cannot be used is asked nothing else.
 *
 * @param from what issues about the whole call the data set, such as the path of its annotations
 * @example findingsOf('train.json')(dataset).map(faultOf)
 */
export const findingsOf =
  (from: string) =>
  (dataset: Dataset): readonly Finding[] => [
    ...listFindings(dataset, from),
    ...dataset.images.flatMap((image, at) => [...boxFindings(dataset.classes, image, at), ...repeatFindings(dataset.classes, image, at)]),
  ]
