import type { Rank, Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core'
import type { Tfjs } from './load.ts'

/** What the points of all levels predict, [n, points, …]. */
export interface Predicted {
  readonly logits: Tensor3D
  readonly sides: Tensor3D
  readonly centerness: Tensor3D
}

/** What they should. */
export interface Truth {
  readonly labels: Tensor2D
  readonly sides: Tensor3D
  readonly centerness: Tensor3D
  readonly positive: Tensor3D
}

export interface LossOptions {
  readonly box: 'giou' | 'diou'
  readonly weighting: 'positives' | 'centerness'
}

/** FCOS's loss: focal, boxes, centerness, added up. */
export const fcosLoss = (tf: Tfjs, o: LossOptions): ((p: Predicted, t: Truth) => Scalar) => {
  const crossEntropy = (logits: Tensor3D, targets: Tensor3D): Tensor3D => tf.sub(tf.softplus(logits), tf.mul(logits, targets))
  const focal = (logits: Tensor3D, onehot: Tensor3D): Tensor => {
    const p = tf.sigmoid(logits)
    const miss = tf.sub(tf.add(p, onehot), tf.mul(tf.mul(p, onehot), 2))
    const balance = tf.sub(0.75, tf.mul(onehot, 0.5))
    return tf.mul(tf.mul(balance, tf.square(miss)), crossEntropy(logits, onehot))
  }
  /** Width and height of what sides enclose. */
  const extents = (s: Tensor): readonly [Tensor, Tensor] => {
    const [l, t, r, b] = tf.split(s, 4, 2)
    if (l === undefined || t === undefined || r === undefined || b === undefined) throw new Error('internal: four sides')
    return [tf.add(l, r), tf.add(t, b)]
  }
  const area = ([w, h]: readonly [Tensor, Tensor]): Tensor => tf.mul(w, h)
  /** How far the centres are apart, twice and squared. */
  const centres = (a: Tensor, b: Tensor): Tensor => {
    const [l, t, r, d] = tf.split(tf.sub(a, b), 4, 2)
    if (l === undefined || t === undefined || r === undefined || d === undefined) throw new Error('internal: four sides')
    return tf.add(tf.square(tf.sub(r, l)), tf.square(tf.sub(d, t)))
  }
  const box = (a: Tensor3D, b: Tensor3D): Tensor => {
    const shared = area(extents(tf.minimum(a, b)))
    const union = tf.sub(tf.add(area(extents(a)), area(extents(b))), shared)
    const iou = tf.div(shared, tf.add(union, 1e-7))
    const [width, height] = extents(tf.maximum(a, b))
    if (o.box === 'diou') {
      const diagonal = tf.add(tf.square(width), tf.square(height))
      return tf.add(tf.sub(1, iou), tf.div(tf.mul(centres(a, b), 0.25), tf.add(diagonal, 1e-7)))
    }
    const hull = tf.mul(width, height)
    return tf.add(tf.sub(1, iou), tf.div(tf.sub(hull, union), tf.add(hull, 1e-7)))
  }
  return (p, t) => {
    const onehot = tf.reshape<Rank.R3>(tf.cast(tf.oneHot(t.labels, p.logits.shape[2]), 'float32'), p.logits.shape)
    const n = tf.maximum(tf.sum(t.positive), 1)
    const boxes = box(p.sides, t.sides)
    const located =
      o.weighting === 'positives'
        ? tf.div(tf.sum(tf.mul(t.positive, boxes)), n)
        : tf.div(tf.sum(tf.mul(t.centerness, boxes)), tf.maximum(tf.sum(t.centerness), 1e-6))
    const classified = tf.div(tf.sum(focal(p.logits, onehot)), n)
    const central = tf.div(tf.sum(tf.mul(t.positive, crossEntropy(p.centerness, t.centerness))), n)
    return tf.sum(tf.stack([classified, located, central]))
  }
}
