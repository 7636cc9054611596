// The one piece of ambient state in the language: the scopes in which a declaration stands. It is set and restored within one
// synchronous call, so that declarations stay referentially transparent given their scope (docs/decisions/0001-language.md).
let current: readonly string[] = []

/** The scopes of the declaration being built, from the outside in. */
export const here = (): readonly string[] => current

/** Declares `build` inside the named scopes: names of parameters and paths of issues. @example within('neck', () => here()) // => ['neck'] */
export const within = <A>(name: string | readonly string[], build: () => A): A =>
  at([...current, ...(typeof name === 'string' ? [name] : name)], build)

/** Declares `build` at exactly this scope, as a transformation does for the nodes that it derives from another. */
export const at = <A>(scope: readonly string[], build: () => A): A => {
  const before = current
  current = scope
  try {
    return build()
  } finally {
    current = before
  }
}
