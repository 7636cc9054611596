import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from './codec.ts'
import { tilesFit } from './tiles.ts'

type Part = (e: Experiment) => readonly Issue[]

const repeated = <A>(items: readonly A[]): readonly A[] => [...new Set(items.filter((a, i) => items.indexOf(a) < i))]

/** Results are written with the ids of classes, and data are found by their names. */
const distinctClasses: Part = ({ classes }) =>
  (['id', 'name'] as const).flatMap((key) =>
    repeated(classes.map((c) => c[key])).map((value) =>
      issue(
        'experiment: classes',
        `each class has ${key === 'id' ? 'an id' : 'a name'} of its own, but two have ${String(value)}`,
        `give one of them another ${key}`,
        {
          path: ['experiment', 'classes'],
          evidence: [['classes', classes.map(({ id, name }) => `${String(id)} ${name}`).join(', ')]],
        },
      ),
    ),
  )

/** The shapes of generated scenes are the classes in order: shape i is labelled with class i. */
const shapesAreClasses: Part = ({ classes, data }) => {
  if (data.kind !== 'scenes') return []
  const names = classes.map(({ name }) => name)
  const evidence = [['shapes', data.shapes.join(', ')] as const, ['classes', names.join(', ')] as const]
  const where = { path: ['experiment', 'data', 'shapes'], evidence }
  if (data.shapes.length !== names.length)
    return [
      issue(
        'experiment: shapes',
        `each class is one shape, but there are ${String(data.shapes.length)} shapes of ${String(names.length)} classes`,
        'list a shape for each class, in the same order',
        where,
      ),
    ]
  const moved = data.shapes.find((shape, i) => names[i] !== shape && names.some((name) => name === shape))
  return moved === undefined
    ? []
    : [
        issue(
          'experiment: shapes',
          `shape i is labelled with class i, but ${moved} stands elsewhere among the classes`,
          'bring both lists into the same order',
          where,
        ),
      ]
}

/** Channels are normalised in groups of equal size. */
const groupsDivide: Part = ({ detector: { backbone, neck, head } }) => {
  const parts = [
    ...(backbone.kind === 'residual'
      ? backbone.widths.map((width, i) => ['backbone', `widths.${String(i)}`, width, backbone.groups] as const)
      : []),
    ...(head.groups === null ? [] : [['head', 'neck.channels', neck.channels, head.groups] as const]),
  ]
  return parts
    .filter(([, , channels, groups]) => channels % groups !== 0)
    .map(([part, key, channels, groups]) =>
      issue(
        'experiment: groups',
        `groups divide the channels evenly, but ${String(channels)} channels are no multiple of ${String(groups)} groups`,
        'take a divisor of the channels',
        {
          path: ['experiment', 'detector', part, 'groups'],
          evidence: [
            ['groups', String(groups)],
            [key, String(channels)],
          ],
        },
      ),
    )
}

/** One level more than bounds between them, and bounds that rise. */
const boundsOfLevels: Part = ({ detector: { neck, assigner } }) => {
  if (assigner.bounds === null) return []
  const levels = neck.from.length + (neck.extra === null ? 0 : neck.extra.kind === 'pool' ? 1 : neck.extra.count)
  const where = { path: ['experiment', 'detector', 'assigner', 'bounds'], evidence: [['bounds', assigner.bounds.join(', ')] as const] }
  if (assigner.bounds.length !== levels - 1)
    return [
      issue(
        'experiment: bounds',
        `there is a bound between any two levels, but ${String(assigner.bounds.length)} bounds for ${String(levels)} levels`,
        `give ${String(levels - 1)}`,
        where,
      ),
    ]
  return assigner.bounds.every((b, i) => b > (assigner.bounds?.[i - 1] ?? 0))
    ? []
    : [issue('experiment: bounds', 'bounds rise from level to level, but these do not', 'sort them', where)]
}

/** Scales fit into the input, which is compiled at one size; and what is drawn between two numbers has them in order. */
const augmentationFits: Part = ({ input: { size, augment } }) => {
  const at = (...keys: readonly string[]): { readonly path: readonly string[] } => ({ path: ['experiment', 'input', 'augment', ...keys] })
  const large = augment?.scales?.sizes.find((s) => s > size)
  const pairs = [
    ['crop', 'sides', augment?.crop?.sides] as const,
    ['photometric', 'contrast', augment?.photometric?.contrast] as const,
    ['photometric', 'saturation', augment?.photometric?.saturation] as const,
  ]
  return [
    ...(large === undefined
      ? []
      : [
          issue(
            'experiment: scales',
            `each scale is at most the size of the input, but ${String(large)} > ${String(size)}`,
            'make `input.size` the largest scale; smaller pictures are padded',
            at('scales', 'sizes'),
          ),
        ]),
    ...pairs.flatMap(([step, key, pair]) =>
      pair === undefined || pair[0] <= pair[1]
        ? []
        : [issue('experiment: range', `a range rises, but ${step}.${key} is ${pair.join(' … ')}`, 'exchange the two', at(step, key))],
    ),
  ]
}

/** What the parts of an experiment disagree on; each of them alone is as the codec wants it. */
export const disagreements = (e: Experiment): readonly Issue[] =>
  [distinctClasses, shapesAreClasses, groupsDivide, boundsOfLevels, augmentationFits, tilesFit].flatMap((part) => part(e))
