/** The formats that data sets come in. */
export const formatNames = [
  'coco',
  'aitod',
  'visdrone',
  'dota',
  'dota-v1',
  'dota-v1.5',
  'dota-v2',
  'tinyperson',
  'tinyperson-all',
  'tinyperson-sea',
  'tinyperson-earth',
  'seaperson',
  'yolo',
  'voc',
] as const

export type FormatName = (typeof formatNames)[number]

/** Is it the name of a format? @example isFormatName('coco') // => true */
export const isFormatName = (name: string): name is FormatName => formatNames.some((known) => known === name)
