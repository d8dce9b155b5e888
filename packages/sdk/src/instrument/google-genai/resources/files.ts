import { GEMINI, text } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject, textAt } from '../loose.ts'
import { emitDownloadedResults } from './batch-files.ts'
import { nameAttributes, resource } from './resource.ts'

/** Sizes come as decimal text. */
const sizeOf = (value: unknown): bigint | undefined => {
  const digits = typeof value === 'number' ? String(value) : text(value)
  return digits !== undefined && /^\d{1,18}$/.test(digits) ? BigInt(digits) : undefined
}

export const fileAttributes = (file: unknown): AttributeBag => ({
  ...nameAttributes(file),
  [GEMINI.fileMimeType]: textAt(file, 'mimeType'),
  [GEMINI.fileSizeBytes]: isObject(file) ? sizeOf(file['sizeBytes']) : undefined,
})

/** A file by name, size and type; its bytes are never recorded. */
export const FILE: ContentReader = resource({ attributes: fileAttributes })

/** Of `{ file, downloadPath }`, whose file may be a name, a file or a generated video. */
export const DOWNLOAD: ContentReader = resource({
  inputAttributes: ([params]) => {
    const file = isObject(params) ? params['file'] : undefined
    return {
      ...fileAttributes(typeof file === 'string' ? { name: file } : file),
      [GEMINI.fileDownloadPath]: textAt(params, 'downloadPath'),
    }
  },
  attributes: () => ({}),
  answered: (_, call) => emitDownloadedResults(call),
})

export const REGISTERED_FILES: ContentReader = resource()
