import { readCoco } from './coco/read.ts'
import { writeCoco } from './coco/write.ts'
import type { Format } from './format.ts'
import type { FormatName } from './names.ts'

/** Every format, by name. */
export const formats: Readonly<Record<FormatName, Format>> = {
  coco: { says: 'COCO’s instances JSON', read: readCoco, write: writeCoco },
}
