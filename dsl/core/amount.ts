/** A whole number with its thousands apart. @example grouped(1234567) // => '1,234,567' */
export const grouped = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',')

/**
 * A thing as often as it is there.
 *
 * @example amount(1, 'box', 'boxes') // => '1 box'
 * @example amount(2000, 'image') // => '2,000 images'
 */
export const amount = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`
