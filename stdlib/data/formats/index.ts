import { readAitod, readSeaperson, readTask, readTinyperson } from './coco/benchmarks.ts'
import { readCoco } from './coco/read.ts'
import { writeCoco } from './coco/write.ts'
import { dotaSplits, readDota, readDotaVersion } from './dota/read.ts'
import { writeDota } from './dota/write.ts'
import type { Format, Read } from './format.ts'
import type { FormatName } from './names.ts'
import { bySplit } from './splits/read.ts'
import { readVisdrone } from './visdrone/read.ts'
import { readVoc, vocSplits } from './voc/read.ts'
import { readYolo } from './yolo/read.ts'
import { yoloSplits } from './yolo/splits.ts'
import { writeYolo } from './yolo/write.ts'

/** A file is one split. */
const alone = (read: Read): Read => bySplit(undefined, ({ place }) => read(place))

/** Every format, by name. */
export const formats: Readonly<Record<FormatName, Format>> = {
  coco: { says: 'COCO’s instances JSON', numbered: true, read: alone(readCoco), write: writeCoco },
  aitod: { says: 'AI-TOD: COCO’s JSON of eight classes', numbered: true, read: alone(readAitod) },
  visdrone: { says: 'VisDrone DET: a text file an image', numbered: true, read: readVisdrone },
  dota: { says: 'DOTA’s labelTxt, of any classes', numbered: false, read: readDota, write: writeDota, splits: dotaSplits },
  'dota-v1': { says: 'DOTA v1.0, 15 classes', numbered: false, read: readDotaVersion['dota-v1'], splits: dotaSplits },
  'dota-v1.5': { says: 'DOTA v1.5, 16 classes', numbered: false, read: readDotaVersion['dota-v1.5'], splits: dotaSplits },
  'dota-v2': { says: 'DOTA v2.0, 18 classes', numbered: false, read: readDotaVersion['dota-v2'], splits: dotaSplits },
  tinyperson: {
    says: 'TinyPerson: COCO’s JSON with ignore, uncertain, logo, dense and corner',
    numbered: true,
    read: alone(readTinyperson),
  },
  'tinyperson-all': { says: 'TinyPerson, sea and earth persons as one class', numbered: true, read: alone(readTask('tinyperson-all')) },
  'tinyperson-sea': { says: 'TinyPerson, sea persons, others ignored', numbered: true, read: alone(readTask('tinyperson-sea')) },
  'tinyperson-earth': { says: 'TinyPerson, earth persons, others ignored', numbered: true, read: alone(readTask('tinyperson-earth')) },
  yolo: { says: 'YOLO’s text files, with data.yaml or classes.txt', numbered: true, read: readYolo, write: writeYolo, splits: yoloSplits },
  voc: { says: 'Pascal VOC’s XML', numbered: false, read: readVoc, splits: vocSplits },
  seaperson: { says: 'SeaPerson, or TinyPerson V2', numbered: true, read: alone(readSeaperson) },
}
