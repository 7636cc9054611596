import type { Box, Extent } from '../boxes/box.ts'

/** `id` is the category's number in the annotations and in results; training counts classes by their position, from 0. */
export interface Category {
  readonly id: number
  readonly name: string
}

/** The four corners of an oriented box in the order of the file: x to the right, y down, in continuous pixels. */
export type Corners = readonly [x1: number, y1: number, x2: number, y2: number, x3: number, y3: number, x4: number, y4: number]

/** What else a format says of an object; absent where it says nothing. */
export interface Attributes {
  /** In px², where the file gives it: in COCO that of the segment. */
  readonly area?: number
  /** DOTA: 0, 1, 2 (a cut part). Pascal VOC: 0, 1. */
  readonly difficult?: number
  /** VisDrone: 0, 1. Pascal VOC: 0, 1. */
  readonly truncation?: number
  /** VisDrone: 0 (none), 1 (partly), 2 (heavily). Pascal VOC: 0, 1. */
  readonly occlusion?: number
  /** TinyPerson. */
  readonly uncertain?: boolean
  readonly logo?: boolean
}

/** One record of a file, as it stands there: neither cut at the border nor checked against the image. */
export interface Annotation {
  /** Position of its class in `classes`; undefined for a region of none, such as VisDrone's ignored regions. */
  readonly label: number | undefined
  /** Of an oriented object, the smallest one around its corners. */
  readonly box: Box
  readonly corners?: Corners
  /** A region of many objects, which many detections may match. */
  readonly crowd: boolean
  /** Never trained on, and neither right nor wrong to detect, as the format's own tools have it; crowds are. */
  readonly ignored: boolean
  readonly attributes?: Attributes
  /** The record's id where the format has ids. */
  readonly id?: number
  /** Where it stands in the image's `source`: the line, from 1, of a text file; the position, from 0, in a list. */
  readonly record: number
}

/** One image and what is annotated on it. */
export interface AnnotatedImage {
  readonly id: number
  /** Relative to the data set's folder of images. */
  readonly file: string
  /** Undefined where neither annotations nor the image file, which may be elsewhere, tell it. */
  readonly size?: Extent
  /** The file of its annotations. */
  readonly source: string
  readonly objects: readonly Annotation[]
  /** The part of a larger image, that of the file, that this one is, in pixels of that: of TinyPerson's tiles and ours. */
  readonly corner?: Box
  /** The size of that larger image, where it is known. */
  readonly whole?: Extent
  /** TinyPerson: an image of more than 220 objects, which training and test leave out. */
  readonly dense?: boolean
}

/** Annotated images, in whatever format they were. Every reader makes one; convert, check, inspect, training and evaluation take it. */
export interface Dataset {
  /** Folder that the image files are relative to. */
  readonly folder: string
  readonly classes: readonly Category[]
  readonly images: readonly AnnotatedImage[]
}
