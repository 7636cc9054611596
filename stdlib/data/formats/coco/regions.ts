import type { Category } from '../../dataset.ts'

const supercategory = 'no class'

/**
 * The category under which COCO's JSON holds regions of no class, such as VisDrone's ignored regions: VisDrone's number and name where the number is free.
 * It is known by its supercategory, as files of others have a class of that name.
 */
export const regionsCategory = (classes: readonly Category[]): Category & { readonly supercategory: string } => ({
  id: classes.some(({ id }) => id === 0) ? 1 + classes.reduce((most, { id }) => Math.max(most, id), 0) : 0,
  name: 'ignored regions',
  supercategory,
})

/** Is a category that of regions? @example holdsRegions({ id: 0, name: 'ignored regions', supercategory: 'no class' }) // => true */
export const holdsRegions = (category: object): boolean => 'supercategory' in category && category.supercategory === supercategory
