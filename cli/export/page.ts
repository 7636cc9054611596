import type { ExportedModel } from './plans.ts'

/** What a page is made of. */
export interface Page extends ExportedModel {
  readonly html: string
  readonly script: string
  readonly wasm: Uint8Array
}

/** Bytes of weights in one script: a multiple of 3, so that each part's base64 stands alone. Some browsers take no URL of 32 MiB. */
const most = 12 * 2 ** 20

const weightBytes = ({ model, values }: ExportedModel): Uint8Array => {
  const numbers = model.weights.flatMap(({ name }) => [values[name] ?? []])
  const bytes = new Uint8Array(4 * numbers.reduce((n, v) => n + v.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const v of numbers) for (let i = 0; i < v.length; i++, at += 4) view.setFloat32(at, v[i] ?? 0, true)
  return bytes
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

const placeholder = '<!-- scripts -->'

/**
 * The files of a page, the page itself last. All is scripts, which a page that is a file may load where it may fetch nothing; they share one
 * global, `fovea`. Text of the experiment stands in JSON within a script alone, never in the page.
 */
export const pageFiles = (page: Page): readonly (readonly [name: string, bytes: Uint8Array])[] => {
  const bytes = weightBytes(page)
  const parts = Array.from({ length: Math.ceil(bytes.length / most) }, (_, i) => bytes.subarray(i * most, (i + 1) * most))
  const scripts: readonly (readonly [string, string])[] = [
    ['model.js', `globalThis.fovea = { model: ${JSON.stringify(page.model)}, weights: [] }\n`],
    ...parts.map((part, i) => [`weights-${String(i + 1)}.js`, `fovea.weights.push('${base64(part)}')\n`] as const),
    ['wasm.js', `fovea.wasm = '${base64(page.wasm)}'\n`],
    ['page.js', page.script],
  ]
  const tags = scripts.map(([name]) => `<script src="${name}"></script>`).join('\n    ')
  const text = new TextEncoder()
  return [...scripts, ['index.html', page.html.replace(placeholder, tags)] as const].map(
    ([name, content]) => [name, text.encode(content)] as const,
  )
}
