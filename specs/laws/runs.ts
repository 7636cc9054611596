/** Every law over generated programs sees the same ones: those whose distribution `generators/programs.spec.ts` asserts. */
export const runs = { numRuns: 200 } as const
