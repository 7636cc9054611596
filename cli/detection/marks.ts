import { scale } from '../../stdlib/boxes/box.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import type { Mark } from './overlay.ts'

/** The results of a picture as marks on the picture enlarged `by` times. */
export const marksOf = (results: readonly Detection[], classes: readonly Category[], by: number): readonly Mark[] =>
  results.map(({ bbox: [x, y, w, h], category_id, score }) => {
    const label = classes.findIndex(({ id }) => id === category_id)
    return { box: scale(by, by)([x, y, x + w, y + h]), label, score, text: `${classes[label]?.name ?? ''} ${score.toFixed(2)}` }
  })
