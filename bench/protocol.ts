import * as t from 'io-ts'

// A subject is a process that takes one step for each line on its standard input and answers with a line of JSON; at the end of the input it
// says what it took over its life. The peers in Python speak the same.

/** The answer to a line. */
export const Step = t.readonly(t.type({ seconds: t.number }))

/** The last line. */
export const Life = t.readonly(
  t.intersection([
    t.type({ parameters: t.number, peakBytes: t.number }),
    t.partial({
      /** From the declaration to where the first step can start. */
      readySeconds: t.number,
      /** Of a step, the median of what was not spent in TensorFlow. */
      javascriptSeconds: t.number,
    }),
  ]),
)
export type Life = t.TypeOf<typeof Life>
