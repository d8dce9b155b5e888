import { randomUUID } from 'node:crypto'
import type { ArtifactPath, ArtifactStore } from '@loupe-ai/store'
import { ApiError } from '../http/api-error.ts'
import { placeOf } from './artifact-place.ts'

/** What a client says of a part that it put. */
export interface PutPart {
  readonly number: number
  /** As the answer to it said, with or without quotes. */
  readonly etag?: string
}

/** Large files in parts (mlflow-wire.md §6.1), which lie apart until the client says that all are there. */
export interface MultipartUploads {
  begin(names: readonly string[]): Promise<string>
  /** Where a part lies. Throws an ApiError for an upload that nobody began. */
  pathOf(uploadId: string, part: number): Promise<ArtifactPath>
  /**
   * Makes the file of its parts, in the order of their numbers; safe to repeat. Throws an ApiError for a part that is not there
   * as said.
   */
  complete(uploadId: string, names: readonly string[], parts: readonly PutPart[]): Promise<void>
  abort(uploadId: string): Promise<void>
  /** Forgets uploads that nobody completed within `maxAgeMillis`. */
  forgetOld(maxAgeMillis: number): Promise<void>
}

const FOLDER = 'uploads'
const TARGET = 'target'
/** In place of the target when the file is made, so that a client which missed the answer may ask again. */
const COMPLETED = 'completed'
const UPLOAD_ID = /^[0-9a-f-]{36}$/

export function multipartUploads(artifacts: ArtifactStore, nowMillis: () => number = Date.now): MultipartUploads {
  async function folderOf(uploadId: string): Promise<ArtifactPath> {
    const folder = [FOLDER, uploadId]
    const known = UPLOAD_ID.test(uploadId) ? await artifacts.get([...folder, TARGET]) : undefined
    if (known === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', `There is no upload '${uploadId}'.`)
    return folder
  }

  async function textAt(uploadId: string, name: string): Promise<string | undefined> {
    const found = UPLOAD_ID.test(uploadId) ? await artifacts.get([FOLDER, uploadId, name]) : undefined
    return found === undefined ? undefined : await new Response(found.read()).text()
  }

  async function forgetParts(uploadId: string, target: string): Promise<void> {
    const folder = [FOLDER, uploadId]
    await artifacts.put([...folder, COMPLETED], Buffer.from(target))
    for (const { name } of await artifacts.list(folder)) {
      if (name !== COMPLETED) await artifacts.deleteBelow([...folder, name])
    }
  }

  const partPath = (uploadId: string, number: number): ArtifactPath => [FOLDER, uploadId, `part ${number}`]

  return {
    async begin(names) {
      const place = placeOf(names)
      if (place.kind === 'spans') throw invalid('traces.json is sent in one piece.')
      const uploadId = randomUUID()
      await artifacts.put([FOLDER, uploadId, TARGET], Buffer.from(JSON.stringify(names)))
      return uploadId
    },

    async pathOf(uploadId, part) {
      await folderOf(uploadId)
      return partPath(uploadId, part)
    },

    async complete(uploadId, names, parts) {
      const [place, target] = [placeOf(names), JSON.stringify(names)]
      const completed = await textAt(uploadId, COMPLETED)
      if (completed === undefined) await folderOf(uploadId)
      if (place.kind === 'spans' || (completed ?? (await textAt(uploadId, TARGET))) !== target) {
        throw invalid(`The upload '${uploadId}' is of another file.`)
      }
      if (completed !== undefined) return
      const ordered = parts.toSorted((left, right) => left.number - right.number)
      const found = []
      for (const [index, { number, etag }] of ordered.entries()) {
        const part = number === index + 1 ? await artifacts.get(partPath(uploadId, number)) : undefined
        const isAsSaid = part !== undefined && (!etag || unquoted(etag) === part.version)
        if (!isAsSaid) throw invalid(`Part ${index + 1} of the upload '${uploadId}' is not there as it was put.`)
        found.push(part)
      }
      await artifacts.put(
        place.path,
        (async function* () {
          for (const part of found) yield* part.read()
        })(),
      )
      await forgetParts(uploadId, target)
    },

    async abort(uploadId) {
      await artifacts.deleteBelow(await folderOf(uploadId))
    },

    async forgetOld(maxAgeMillis) {
      for (const { name, modifiedMillis } of await artifacts.list([FOLDER])) {
        if (nowMillis() - modifiedMillis > maxAgeMillis) await artifacts.deleteBelow([FOLDER, name])
      }
    },
  }
}

const unquoted = (etag: string): string => etag.replace(/^"(.*)"$/, '$1')

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
