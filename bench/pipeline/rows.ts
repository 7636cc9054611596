import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { python, pythonHas } from '../places.ts'
import { beside, type Row } from '../rows.ts'
import type { Subject } from '../subjects.ts'

const root = join(import.meta.dirname, '..', '..')

/** Pictures beside the repository that not every machine has; FOVEA_BENCH_DATA names another folder of them. */
const dataFolder = process.env['FOVEA_BENCH_DATA'] ?? join(root, '..', 'shared', 'data')

interface Set {
  readonly what: string
  readonly folder: string
  /** Side of the square that pictures are resized to. */
  readonly side: number
  readonly batch: number
  /** Of a turn: whole epochs, and enough that what workers have ready when it begins does not count for much. */
  readonly epochs: number
}

const workers = 2

const argumentsOf = ({ folder, side, batch, epochs }: Set): readonly string[] => {
  const there = join(dataFolder, folder)
  const count = existsSync(there) ? readdirSync(there).length : 0
  return [there, ...[side, batch, epochs * Math.floor(count / batch), workers].map(String)]
}

const missing = ({ folder }: Set): string | null =>
  existsSync(join(dataFolder, folder)) ? null : `there are no images in ${join(dataFolder, folder)}`

const ours = (set: Set): Subject => ({
  name: 'fovea',
  command: [process.execPath, '--import', 'tsx', join(root, 'bench/pipeline/subject.ts'), ...argumentsOf(set)],
  needs: [],
  missing: missing(set),
})

const torchvision = (set: Set, mode: 'pil' | 'tensor'): Subject => ({
  name: `torchvision DataLoader (${mode === 'pil' ? 'Pillow' : 'tensors'})`,
  command: [python(), join(root, 'bench/peers/dataloader.py'), '--mode', mode, ...argumentsOf(set)],
  needs: [],
  missing: pythonHas('torch') && pythonHas('torchvision') ? null : 'PyTorch is not installed: `npm run bench:setup`',
})

/** How far means of normalised pictures may be apart: torchvision rounds its weights to 16 bits, and decoders differ in the last bit. */
const tolerance = 0.01

const row = (set: Set): Row => {
  const name = `input pipeline, ${set.what}, ${String(workers)} workers`
  return {
    name,
    subjects: [ours(set), torchvision(set, 'tensor'), torchvision(set, 'pil')],
    agree: tolerance,
    lines: beside(name, { time: 1 / 1.5 }),
  }
}

/** Reading, resizing, mirroring, normalising and collating pictures, beside torchvision's DataLoader. */
export const pipelineRows: readonly Row[] = [
  { what: 'COCO JPEG to 800²', folder: 'formats/coco/images', side: 800, batch: 2, epochs: 2 },
  { what: 'VisDrone JPEG to 800²', folder: 'formats/visdrone/images', side: 800, batch: 2, epochs: 6 },
  { what: 'seals JPEG to 128²', folder: 'seals/train', side: 128, batch: 8, epochs: 6 },
].map(row)
