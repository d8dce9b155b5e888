import { count, GEMINI } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { textAt } from '../loose.ts'
import { recordedConfig } from '../read-request.ts'
import { recordable } from '../recordable.ts'
import { fileAttributes } from './files.ts'
import { OPERATION } from './operations.ts'
import { resource } from './resource.ts'

export const STORE: ContentReader = resource()

export const DOCUMENT: ContentReader = resource({ attributes: fileAttributes })

/** Both ways into a store answer with an operation. */
export const STORE_IMPORT: ContentReader = {
  ...OPERATION,
  inputAttributes: ([params]) => ({ [GEMINI.resourceName]: textAt(params, 'fileSearchStoreName') }),
}

/** Of `downloadMedia(uri, config)`, which gives bytes: how many. */
export const DOWNLOADED_MEDIA: ContentReader = {
  inputs: ([uri, config]) => ({ uri: recordable(uri), config: recordedConfig(config) }),
  inputAttributes: () => ({}),
  outputs: (bytes) => ({ bytes: lengthOf(bytes) }),
  attributes: (bytes) => ({ [GEMINI.fileSizeBytes]: count(lengthOf(bytes)) }),
}

const lengthOf = (bytes: unknown): number | undefined => (ArrayBuffer.isView(bytes) ? bytes.byteLength : undefined)
