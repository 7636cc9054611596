/**
 * The number, from 0, of the first of some records that is no JSON; how many there are where all but the last, unfinished one are.
 *
 * @param text records between commas, without the brackets around them
 * @example brokenRecord('{"a": 1}, {"a": 2,}, {') // => 1
 */
export const brokenRecord = (text: string): number => {
  let [depth, inString, from, number] = [0, false, 0, 0]
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i)
    if (inString) {
      if (sign === '\\') i++
      else if (sign === '"') inString = false
    } else if (sign === '"') inString = true
    else if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') depth--
    else if (sign === ',' && depth === 0) {
      if (!isJson(text.slice(from, i))) return number
      from = i + 1
      number++
    }
  }
  return number
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
