import * as t from 'io-ts'

/** Memory that several threads see. */
export const Shared = new t.Type<SharedArrayBuffer>(
  'a shared buffer',
  (u): u is SharedArrayBuffer => u instanceof SharedArrayBuffer,
  (u, c) => (u instanceof SharedArrayBuffer ? t.success(u) : t.failure(u, c)),
  t.identity,
)
