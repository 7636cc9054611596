import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/** Writes a grey picture with a bright square at (x, y). */
export const writePicture = async (file: string, width: number, height: number, x = 8, y = 8, side = 12): Promise<void> => {
  const data = Buffer.alloc(width * height * 3, 90)
  for (let row = y; row < Math.min(height, y + side); row++)
    data.fill(220, 3 * (row * width + x), 3 * (row * width + Math.min(width, x + side)))
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file)
}

const size = { width: 64, height: 48 }

/** Writes a data folder as `--data` takes it: `train` and `valid` of so many pictures, one square each. */
export const writeDataFolder = async (
  folder: string,
  categories: readonly { readonly id: number; readonly name: string }[],
  counts: { readonly train: number; readonly valid: number },
  more: (i: number) => object = () => ({}),
): Promise<void> => {
  for (const [split, count] of Object.entries(counts)) {
    mkdirSync(join(folder, split), { recursive: true })
    const numbers = Array.from({ length: count }, (_, i) => i)
    await Promise.all(numbers.map((i) => writePicture(join(folder, split, `${String(i)}.png`), size.width, size.height, 4 + 2 * i)))
    const images = numbers.map((i) => ({ id: 10 + i, file_name: `${String(i)}.png`, ...size }))
    const annotations = numbers.map((i) => ({
      id: i + 1,
      image_id: 10 + i,
      category_id: categories[i % categories.length]?.id,
      bbox: [4 + 2 * i, 8, 12, 12],
      area: 144,
      iscrowd: 0,
      ...more(i),
    }))
    writeFileSync(join(folder, `${split}.json`), JSON.stringify({ images, annotations, categories }))
  }
}
