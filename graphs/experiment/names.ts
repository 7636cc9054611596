import type { Prediction } from '../detectors/detector.ts'

/** The name under which a batch of images is fed. */
export const imagesFeed = 'images'

/** The name of a level's raw output. @example outputName('P3', 'sides') // => 'P3.sides' */
export const outputName = (level: string, part: keyof Prediction): string => `${level}.${part}`
