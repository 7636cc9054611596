/** A part of what is before the data of a JPEG: its marker, and its content, from a byte up to another. */
export interface Segment {
  readonly marker: number
  readonly start: number
  readonly end: number
}

/** The marker of the head of a scan, behind which its data begins. */
export const SCAN = 0xda

/**
 * The segments of a JPEG up to its first scan's head, which is the last one, unless the bytes end before it, or have something that is no segment. Bytes of 255
 * may fill the place before a marker. (ITU-T T.81, B.1.1.2 and B.1.1.4)
 */
export function* segmentsIn(bytes: Uint8Array): Generator<Segment, void, undefined> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return
  for (let at = 2; bytes[at] === 0xff;) {
    while (bytes[at + 1] === 0xff) at++
    const [marker, high, low] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]]
    if (marker === undefined || high === undefined || low === undefined) return
    const [start, end] = [at + 4, at + 2 + 256 * high + low]
    if (end < start || end > bytes.length) return
    yield { marker, start, end }
    if (marker === SCAN) return
    at = end
  }
}
