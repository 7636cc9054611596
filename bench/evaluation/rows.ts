import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue } from '../../dsl/core/issue.ts'
import { inWords } from '../../stdlib/files/error.ts'
import { python, pythonHas, startFolder } from '../places.ts'
import { bounded, type Line, type Row } from '../rows.ts'
import type { Preparation, Subject } from '../subjects.ts'
import { writeCrowd } from './crowded.ts'

const folder = join(startFolder, 'crowd')

const crowd: Preparation = {
  file: join(folder, 'truth.json'),
  make: TE.tryCatch(
    () => writeCrowd(folder),
    (e) => issue('bench: folder', inWords(e), 'name another folder: FOVEA_CACHE=/large/disk', { path: [folder] }),
  ),
}

const own = (what: 'evaluate' | 'command'): Subject => ({
  name: what === 'evaluate' ? 'fovea evaluate' : 'fovea, the whole command',
  command: [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'subject.ts'), folder, what],
  needs: [crowd],
  missing: null,
})

const peer = (tool: 'pycocotools' | 'faster-coco-eval'): Subject => ({
  name: tool,
  command: [python(), join(import.meta.dirname, '../peers/coco_eval.py'), '--tool', tool, '--case', folder],
  needs: [crowd],
  missing: pythonHas(tool.replaceAll('-', '_')) ? null : `${tool} is not installed: \`npm run bench:setup\``,
})

const name = 'evaluation of 268 thousand detections'

/** AI-TOD's protocol on 3,000 images, 132 thousand boxes and 268 thousand detections, once read; and from the command line, reading and all. */
export const evaluation: readonly Row[] = [
  {
    name,
    subjects: [own('evaluate'), peer('pycocotools'), peer('faster-coco-eval')],
    // faster-coco-eval sums in another order.
    agree: 1e-9,
    lines: (ours, peers) => [
      ...peers.map((p): Line => ({
        name,
        unit: 's',
        fovea: ours.seconds,
        peer: p.seconds,
        against: p.name,
        ratio: ours.seconds / p.seconds,
        target: p.name === 'pycocotools' ? 1 / 30 : 1,
      })),
      bounded(`${name}, peak memory with reading`, 'MiB', ours.peakBytes / 2 ** 20, 1000),
    ],
  },
  {
    name: `${name}, the whole command`,
    subjects: [own('command')],
    agree: null,
    lines: (ours) => [bounded(`${name}, the whole command`, 's', ours.seconds, 4)],
  },
]
