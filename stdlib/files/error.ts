/** What the file system's own codes say, in words. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EEXIST: 'something of this name is there already, and it is no folder',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is larger than files may be here',
  EISDIR: 'this is a folder, not a file',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'this is not permitted',
  EROFS: 'the file system can only be read',
}

/** The code of an error that the file system gave, if it is one. @example errorCode(new Error('no')) // => undefined */
export const errorCode = (e: unknown): string | undefined =>
  e instanceof Error && 'code' in e && typeof e.code === 'string' ? e.code : undefined

/** An error of the file system in words. @example inWords(new Error('no')) // => 'no' */
export const inWords = (e: unknown): string => words[errorCode(e) ?? ''] ?? (e instanceof Error ? e.message : String(e))
