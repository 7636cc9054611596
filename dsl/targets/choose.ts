import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../core/issue.ts'
import { suggest } from '../core/nearest.ts'
import { defaultTarget, targets } from './index.ts'
import type { Target } from './session.ts'
import { tensorflow } from './tensorflow/target.ts'
import { webgpuOnGpu } from './tfjs/webgpu/target.ts'

/** A target to compute on, and why it. */
export interface Choice {
  readonly target: Target
  readonly reason: string
}

/** Those that choose themselves, the fastest first. The last one is always available. */
const preferred: readonly [Target, ...Target[]] = [tensorflow, webgpuOnGpu, defaultTarget]

const available = (target: Target): E.Either<Issue, Choice> =>
  pipe(
    target.available(),
    E.map((reason) => ({ target, reason })),
  )

const asked = (name: string): E.Either<Issue, Choice> => {
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined
  return target === undefined
    ? E.left(issue('target: unknown', `there is no target \`${name}\``, suggest(name, Object.keys(targets)), { path: ['--target'] }))
    : pipe(
        available(target),
        E.map(({ target }) => ({ target, reason: 'it was asked for' })),
      )
}

/**
 * The first of some targets that is available. The reason tells also why those before it are not, and what would mend that.
 */
export const firstAvailable = (candidates: readonly [Target, ...Target[]]): E.Either<Issue, Choice> => {
  const [first, ...others] = candidates
  return others.reduce(
    (found, target) =>
      pipe(
        found,
        E.orElse((passed) =>
          pipe(
            available(target),
            E.map((choice) => ({ ...choice, reason: `${choice.reason}; ${passed.message}: ${passed.hint}` })),
          ),
        ),
      ),
    available(first),
  )
}

/** The target of this name; without a name the fastest that is available here. */
export const chooseTarget = (name?: string): E.Either<Issue, Choice> => (name === undefined ? firstAvailable(preferred) : asked(name))
