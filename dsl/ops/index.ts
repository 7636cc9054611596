import type { Primitive } from '../core/primitive.ts'
import { absOp } from './abs.ts'
import { addOp } from './add.ts'
import { castOp } from './cast.ts'
import { concatOp } from './concat.ts'
import { conv2dFilterOp, conv2dInputOp, conv2dOp } from './conv2d.ts'
import { divOp } from './div.ts'
import { expOp } from './exp.ts'
import { globalAveragePoolOp } from './global-average-pool.ts'
import { constantLeaf, inputLeaf, parameterLeaf, stateLeaf } from './leaf.ts'
import { logOp } from './log.ts'
import { matmulOp } from './matmul.ts'
import { maximumOp } from './maximum.ts'
import { maxPoolAdjointOp, maxPoolOp, maxPoolPickOp } from './max-pool.ts'
import { minimumOp } from './minimum.ts'
import { mulOp } from './mul.ts'
import { negOp } from './neg.ts'
import { normaliseAdjointOp, normaliseOp } from './normalise.ts'
import { oneHotOp } from './one-hot.ts'
import { reluOp } from './relu.ts'
import { reshapeOp } from './reshape.ts'
import { resizeAdjointOp, resizeOp } from './resize.ts'
import { reverseOp } from './reverse.ts'
import { sigmoidOp } from './sigmoid.ts'
import { signOp } from './sign.ts'
import { padOp, sliceOp } from './slice.ts'
import { softplusOp } from './softplus.ts'
import { sqrtOp } from './sqrt.ts'
import { squareOp } from './square.ts'
import { stepOp } from './step.ts'
import { stopGradientOp } from './stop-gradient.ts'
import { subOp } from './sub.ts'
import { broadcastOp, sumOp } from './sum.ts'
import { transposeOp } from './transpose.ts'

/** Every primitive of the language that computes, by name: laws, documentation and coverage are taken over this list. */
export const primitives = {
  abs: absOp,
  add: addOp,
  broadcast: broadcastOp,
  cast: castOp,
  concat: concatOp,
  conv2d: conv2dOp,
  conv2dFilter: conv2dFilterOp,
  conv2dInput: conv2dInputOp,
  div: divOp,
  exp: expOp,
  globalAveragePool: globalAveragePoolOp,
  log: logOp,
  matmul: matmulOp,
  maximum: maximumOp,
  maxPool: maxPoolOp,
  maxPoolAdjoint: maxPoolAdjointOp,
  maxPoolPick: maxPoolPickOp,
  minimum: minimumOp,
  mul: mulOp,
  neg: negOp,
  normalise: normaliseOp,
  normaliseAdjoint: normaliseAdjointOp,
  oneHot: oneHotOp,
  pad: padOp,
  relu: reluOp,
  reshape: reshapeOp,
  resize: resizeOp,
  resizeAdjoint: resizeAdjointOp,
  reverse: reverseOp,
  sigmoid: sigmoidOp,
  sign: signOp,
  slice: sliceOp,
  softplus: softplusOp,
  sqrt: sqrtOp,
  square: squareOp,
  step: stepOp,
  stopGradient: stopGradientOp,
  sub: subOp,
  sum: sumOp,
  transpose: transposeOp,
} as const

export type PrimitiveName = keyof typeof primitives

/** The leaves: what is fed, learned, carried or constant. */
export const leaves = { constant: constantLeaf, input: inputLeaf, parameter: parameterLeaf, state: stateLeaf } as const

/** The primitives under the type that they share. */
export const registry: { readonly [name in PrimitiveName]: Primitive } = primitives
