import * as E from 'fp-ts/lib/Either.js'

const PAGE = 65_536

/** A function of a module: takes integers, most of them addresses in the module's memory. */
export type Kernel = (...integers: readonly number[]) => void

/** A module that runs in this thread. */
export interface Machine<Name extends string> {
  readonly kernels: Readonly<Record<Name, Kernel>>
  /** Its memory, which has at least so many bytes from here on; views of it hold until it is asked for more. */
  readonly memory: (bytes: number) => ArrayBuffer
  /** Is there so much memory, or can it be had? */
  readonly has: (bytes: number) => boolean
}

const isKernel = (u: unknown): u is Kernel => typeof u === 'function'

/** Starts a module of functions that share one memory; undefined where the processor lacks what it is written for. */
export const started = <Name extends string>(code: Uint8Array<ArrayBuffer>, names: readonly Name[]): Machine<Name> | undefined => {
  if (!WebAssembly.validate(code)) return undefined
  const { memory, ...found } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('internal: a module without memory')
  const kernel = (name: Name): Kernel => {
    const it = found[name]
    if (!isKernel(it)) throw new Error(`internal: a module without ${name}`)
    return it
  }
  const kernels = names.reduce<Partial<Record<Name, Kernel>>>((known, name) => ({ ...known, [name]: kernel(name) }), {})
  if (!complete(kernels, names)) throw new Error('internal: a module without its kernels')
  const grown = (bytes: number): ArrayBuffer => {
    const short = bytes - memory.buffer.byteLength
    if (short > 0) memory.grow(Math.ceil(short / PAGE))
    return memory.buffer
  }
  return { kernels, memory: grown, has: (bytes) => E.isRight(E.tryCatch(() => grown(bytes), E.toError)) }
}

const complete = <Name extends string>(kernels: Partial<Record<Name, Kernel>>, names: readonly Name[]): kernels is Record<Name, Kernel> =>
  names.every((name) => kernels[name] !== undefined)

/** What is computed when it is first asked for, once in a thread. */
export const once = <A>(f: () => A): (() => A) => {
  let known: { readonly value: A } | undefined
  return () => (known ??= { value: f() }).value
}
