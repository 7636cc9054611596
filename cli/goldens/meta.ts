import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { issuesOf } from '../../dsl/core/exact.ts'
import type { Issue } from '../../dsl/core/issue.ts'

const Branches = t.readonly(t.record(t.string, t.number, 'losses by branch'))

const Case = t.readonly(
  t.type(
    {
      rho: t.number,
      lambda: t.number,
      smoothing: t.union([t.keyof({ paper: null, release: null }), t.null], 'paper, release or null'),
      mask: t.keyof({ nearest: null, overlap: null }, 'nearest or overlap'),
      norm: t.keyof({ batch: null, image: null }, 'batch or image'),
      total: t.number,
      clean: Branches,
      aux: Branches,
    },
    'a case',
  ),
)

/** Options of one case of the method, and its losses, which are answers. */
export type Case = t.TypeOf<typeof Case>

const Meta = t.readonly(
  t.type(
    {
      strides: t.readonlyArray(t.number, 'strides'),
      r: t.number,
      classes: t.number,
      sgd: t.readonly(t.type({ lr: t.number, momentum: t.number, weight_decay: t.number }, 'SGD’s options')),
      cases: t.readonly(t.record(t.string, Case, 'cases by name')),
      inference: t.readonly(
        t.type({ score_thresh: t.number, nms_iou: t.number, topk_per_level: t.number, max_detections: t.number }, 'inference’s options'),
      ),
    },
    'the goldens’ options',
  ),
)

/** The goldens' options, `meta.json`. */
export type Meta = t.TypeOf<typeof Meta>

export const decodeMeta = (json: unknown): E.Either<NonEmptyArray<Issue>, Meta> => pipe(Meta.decode(json), E.mapLeft(issuesOf('goldens')))
