import { count, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from '../loose.ts'
import { recordable } from '../recordable.ts'
import { rememberResultFile } from './batch-files.ts'
import { emitBatchResults } from './batch-results.ts'
import { nameAttributes, resource } from './resource.ts'

/** Counts come as numbers from one backend and as decimal text from the other. */
const countAt = (holder: unknown, key: string): ReturnType<typeof count> =>
  count(numberAt(holder, key) ?? (textAt(holder, key) === undefined ? undefined : Number(textAt(holder, key))))

function jobAttributes(job: unknown): AttributeBag {
  const stats = objectAt(job, 'completionStats')
  return {
    ...nameAttributes(job),
    [GEMINI.batchSucceeded]: countAt(stats, 'successfulCount'),
    [GEMINI.batchFailed]: countAt(stats, 'failedCount'),
  }
}

/** A job without its results: they are spans of their own. */
function jobOutputs(job: unknown): unknown {
  const dest = objectAt(job, 'dest')
  if (!isObject(job) || dest === undefined) return job === undefined ? undefined : recordable(job)
  const { inlinedResponses, inlinedEmbedContentResponses, ...rest } = dest
  const results = Array.isArray(inlinedResponses) ? inlinedResponses : inlinedEmbedContentResponses
  const without = { ...rest, ...(Array.isArray(results) && { inlinedResponses: results.length }) }
  return recordable({ ...job, dest: without })
}

export const BATCH_JOB: ContentReader = resource({
  outputs: jobOutputs,
  attributes: jobAttributes,
  answered(job, call) {
    rememberResultFile(job, call)
    emitBatchResults(job, call)
  },
})

export const SUBMITTED_BATCH: ContentReader = {
  ...BATCH_JOB,
  inputAttributes: ([params]) => ({ ...nameAttributes(params), [GEMINI.batchRequests]: count(requestsIn(params)) }),
}

function requestsIn(params: unknown): number | undefined {
  const { src }: { readonly src?: unknown } = isObject(params) ? params : {}
  const inlined: unknown = isObject(src) && !Array.isArray(src) ? src['inlinedRequests'] : src
  // Contents to embed share one config, and are in a list of their own.
  const requests = Array.isArray(inlined) ? inlined : listAt(inlined, 'contents')
  return requests.length === 0 ? undefined : requests.length
}
