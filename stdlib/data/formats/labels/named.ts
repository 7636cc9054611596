import type { Annotation, Category } from '../../dataset.ts'
import { unknownClass } from '../../unknown-class.ts'
import type { Ledger } from '../ledger.ts'

/** An annotation with its class by name, or by number as text, undefined for a region of none: the list of classes is known once all files are read. */
export interface Named extends Omit<Annotation, 'label'> {
  readonly name: string | undefined
}

/** With the classes' positions in place of their names. A class that is not listed is a fault, and its object left out. */
export const labelled = (
  classes: readonly Category[],
  key: (category: Category) => string,
  source: string,
  objects: readonly Named[],
  ledger: Ledger,
): readonly Annotation[] => {
  const labels = new Map(classes.map((c, i) => [key(c), i]))
  return objects.flatMap(({ name, ...rest }) => {
    const label = name === undefined ? undefined : labels.get(name)
    if (name === undefined || label !== undefined) return [{ label, ...rest }]
    ledger.add('wrong', () => unknownClass(name, classes.map(key), [source, String(rest.record)]))
    return []
  })
}
