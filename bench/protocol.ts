import * as t from 'io-ts'

// A subject is a process that takes one step for each line on its standard input and answers with a line of JSON; at the end of the input it
// says what it took over its life. The peers in Python speak the same.

/** The answer to a line: how long the step took, and some of what it computed (a training step's loss, some outputs of inference). */
export const Step = t.readonly(t.type({ seconds: t.number, computed: t.readonlyArray(t.number) }))
export type Step = t.TypeOf<typeof Step>

/** The last line. */
export const Life = t.readonly(
  t.intersection([
    t.type({ peakBytes: t.number }),
    t.partial({
      /** How many numbers its weights are. */
      parameters: t.number,
      /** From the declaration to where the first step can start. */
      readySeconds: t.number,
      /** Of a step, the median of what was not spent in TensorFlow. */
      javascriptSeconds: t.number,
    }),
  ]),
)
export type Life = t.TypeOf<typeof Life>
