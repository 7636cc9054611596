import * as fc from 'fast-check'

/** Every law runs on the same cases each time; `FOVEA_SEED=7 npm test` tries others. A failure prints its seed and path. */
fc.configureGlobal({ seed: Number(process.env['FOVEA_SEED'] ?? 1) })
