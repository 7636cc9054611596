import type { Values } from '../dsl/targets/session.ts'

const perOutput = 16

/** Some of the values of each output, from one end to the other; outputs by name, so that two programs tell them alike. */
export const sampled = (outputs: Values): readonly number[] =>
  Object.keys(outputs)
    .sort()
    .flatMap((name) => {
      const values = outputs[name] ?? []
      return Array.from({ length: perOutput }, (_, k) => values[Math.floor((k * (values.length - 1)) / (perOutput - 1))] ?? NaN)
    })
