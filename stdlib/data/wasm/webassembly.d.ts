// What this folder uses of WebAssembly, which the types of Node leave out.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer
    readonly grow: (pages: number) => number
  }
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const Memory: new (size: { readonly initial: number }) => Memory
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module
  const Instance: new (module: Module) => Instance
  const validate: (bytes: Uint8Array<ArrayBuffer>) => boolean
}
