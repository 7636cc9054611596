/** What is wrong, where, the evidence, and what to try: data until `cli` draws it. */
export interface Issue {
  /** The rule that is broken, e.g. `conv2d C2` or `data: missing image`. */
  readonly code: string
  /** The rule in words, e.g. `channels(x) = inChannels(w), but 256 ≠ 128`. */
  readonly message: string
  /** Scopes or keys from the outside in, e.g. `['neck', 'P4', 'lateral']` or `['annotations.json', 'images', '3']`. */
  readonly path: readonly string[]
  /** The values that disagree, by name, already readable: `[['x', 'f32[2, 100, 100, 256]'], ['w', 'f32[1, 1, 128, 256]']]`. */
  readonly evidence: readonly (readonly [name: string, value: string])[]
  /** What to try next. */
  readonly hint: string
}

/** Builds an issue; path and evidence may be left out. */
export const issue = (
  code: string,
  message: string,
  hint: string,
  more: { readonly path?: readonly string[]; readonly evidence?: Issue['evidence'] } = {},
): Issue => ({ code, message, hint, path: more.path ?? [], evidence: more.evidence ?? [] })

/** Prefixes the path of an issue, for a caller that knows more about where it stands. */
export const under =
  (...outer: readonly string[]) =>
  (i: Issue): Issue => ({ ...i, path: [...outer, ...i.path] })

/**
 * Draws an issue as text without colour.
 *
 * @example
 * draw(issue('conv2d C2', 'channels(x) = inChannels(w), but 256 ≠ 128', 'check the width of C4', { path: ['neck', 'P4'] }))
 * // => conv2d C2: channels(x) = inChannels(w), but 256 ≠ 128
 * //      at   neck / P4
 * //      try  check the width of C4
 */
export const draw = (i: Issue): string => {
  const rows: (readonly [string, string])[] = [
    ...(i.path.length > 0 ? [['at', i.path.join(' / ')] as const] : []),
    ...i.evidence,
    ['try', i.hint],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return [`${i.code}: ${i.message}`, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n')
}
