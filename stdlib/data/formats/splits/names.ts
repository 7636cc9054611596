const split = /^(train(val)?|minival|val|valid(ation)?|test)(\d{4})?([-_][\w-]+)?$/i

/** Is a file or folder called as splits are? @example ['train', 'val2017', 'test-dev', 'classes'].map(isSplitName) // => [true, true, true, false] */
export const isSplitName = (name: string): boolean => split.test(name)
