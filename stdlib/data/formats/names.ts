/** The formats that data sets come in. */
export const formatNames = ['coco'] as const

export type FormatName = (typeof formatNames)[number]

/** Is it the name of a format? @example isFormatName('coco') // => true */
export const isFormatName = (name: string): name is FormatName => formatNames.some((known) => known === name)
