/** Where a declaration stands. */
export interface Place {
  /** The parts of the network around it, from the outside in: `neck / P4 / lateral`. Names of parameters and paths of issues are made of it. */
  readonly scope: readonly string[]
  /** What it is for in a procedure, from the outside in: `auxiliary / gradient`. Nothing is named by it; empty for a plain forward pass. */
  readonly phase: readonly string[]
}

// The one piece of ambient state in the language: the place at which a declaration stands. It is set and restored within one
// synchronous call, so that declarations stay referentially transparent given their place (docs/decisions/0001-language.md).
let current: Place = { scope: [], phase: [] }

/** The scopes of the declaration being built, from the outside in. */
export const here = (): readonly string[] => current.scope

/** The phases of the declaration being built, from the outside in. */
export const phaseHere = (): readonly string[] => current.phase

/** Declares `build` inside the named scopes: names of parameters and paths of issues. @example within('neck', () => here()) // => ['neck'] */
export const within = <A>(name: string | readonly string[], build: () => A): A =>
  at({ ...current, scope: [...current.scope, ...(typeof name === 'string' ? [name] : name)] }, build)

/** Declares `build` as a phase of a procedure, in the same scopes: names do not change. @example during('auxiliary', () => phaseHere()) // => ['auxiliary'] */
export const during = <A>(name: string, build: () => A): A => at({ ...current, phase: [...current.phase, name] }, build)

/** Declares `build` at exactly this place, as a transformation does for the nodes that it derives from another. A tensor is a place. */
export const at = <A>({ scope, phase }: Place, build: () => A): A => {
  const before = current
  current = { scope, phase }
  try {
    return build()
  } finally {
    current = before
  }
}
