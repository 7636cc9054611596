import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { issue, type Issue } from '../../../core/issue.ts'

const Adapter = t.readonly(t.strict({ description: t.string, software: t.boolean }, 'adapter'))

/** What WebGPU would compute on; `software`: the processor, by a program that plays a GPU. */
export type Adapter = t.TypeOf<typeof Adapter>

const Answer = t.union([Adapter, t.null])

const script = `
  const { create } = await import(process.argv[1])
  const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' })
  const { description, device, vendor, isFallbackAdapter: software } = adapter?.info ?? {}
  process.stdout.write(JSON.stringify(adapter && { description: description || device || vendor || 'unnamed', software: software === true }))
  process.stdout.write('\\n', () => process.exit(0))
`

const mend =
  'a driver of the GPU for Vulkan (Metal and Direct3D need none); without a GPU, Mesa 25 plays one, slowly (CONTRIBUTING.md has the packages)'

const missing = (why: string): Issue => issue('tfjs:webgpu: missing', why, mend)

/** Looks for an adapter in a process of its own, since a driver may well end it, and since Dawn answers later only. */
const ask = (): E.Either<Issue, Adapter> => {
  const dawn = pathToFileURL(createRequire(import.meta.url).resolve('webgpu')).href
  const { status, signal, error, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, dawn], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error !== undefined) return E.left(missing(`WebGPU cannot be tried: ${error.message}`))
  if (signal !== null) return E.left(missing(`the process that looks for a GPU is ended by ${signal}`))
  const said = stderr.split('\n').find((line) => line.includes('Error')) ?? `it ends with ${String(status)}`
  return status === 0
    ? pipe(
        E.tryCatch(
          (): unknown => JSON.parse(stdout),
          () => missing('the process that looks for a GPU says nothing'),
        ),
        E.filterOrElse(Answer.is, () => missing('the process that looks for a GPU says something else')),
        E.chain((adapter) => (adapter === null ? E.left(missing('WebGPU finds no GPU, nor a program that plays one')) : E.right(adapter))),
      )
    : E.left(missing(`WebGPU does not load here: ${said}`))
}

const found: { adapter?: E.Either<Issue, Adapter> } = {}

/** The adapter that WebGPU computes on here, asked for once a process: a tenth of a second or so. */
export const adapter = (): E.Either<Issue, Adapter> => (found.adapter ??= ask())

/** An adapter that is taken unasked: a real GPU, told by its description. Software that plays one is slower than `tfjs:wasm`. */
export const realGpu = ({ description, software }: Adapter): E.Either<Issue, string> =>
  software
    ? E.left(issue('tfjs:webgpu: software', `WebGPU finds no GPU but ${description}`, '`--target tfjs:webgpu` takes it nevertheless'))
    : E.right(description)
