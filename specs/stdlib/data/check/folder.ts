import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'

/** A picture of noise that only this number gives. */
export const noise = (seed: number, width = 20, height = 10): Sharp => {
  const data = Buffer.alloc(width * height * 3)
  let state = seed + 1
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    data[i] = state >>> 24
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Writes files below a folder, which is made; gives the folder. */
export const files = async (folder: string, of: Readonly<Record<string, Promise<Buffer> | string>>): Promise<string> => {
  for (const [name, content] of Object.entries(of)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), await content)
  }
  return folder
}
