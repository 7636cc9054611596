import { assembled } from '../wasm/assemble.ts'
import { doubled, weighed } from './chroma.ts'
import { coloured } from './colour.ts'
import { blocks } from './cosine.ts'
import { units } from './units.ts'

/** A JPEG's way from its code words to pixels, in WebAssembly. All of it is integer arithmetic, and the same as libjpeg's, bit for bit. */
export const kernels = (): Uint8Array<ArrayBuffer> => assembled([units, blocks, weighed, doubled, coloured])
