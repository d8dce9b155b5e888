import type * as Fs from 'node:fs'
import { letExit } from '../../../export/wait.ts'
import { failedQuietly } from '../../quietly.ts'
import type { AnsweredCall } from '../answered-call.ts'
import { isObject, objectAt, textAt } from '../loose.ts'
import type { Loose } from '../loose.ts'
import { emitBatchResults } from './batch-results.ts'

/** A file is read whole: larger ones stay what they are. */
const MAX_FILE_BYTES = 64 * 1024 * 1024
/** Some versions of the SDK write on after their promise has resolved. */
const SETTLE_MILLIS = 50
const MAX_LOOKS = 40

/** What is asked of a job that has its results in a file: when the program brings the file here, they become spans. */
export function rememberResultFile(job: unknown, { memory }: AnsweredCall): void {
  const file = textAt(objectAt(job, 'dest'), 'fileName')
  if (file === undefined || !isObject(job)) return
  const { name, createTime, startTime, endTime, updateTime, state, model, displayName } = job
  memory.batchInFile(file, { name, createTime, startTime, endTime, updateTime, state, model, displayName })
}

/** After `files.download({ file, downloadPath })`. Reads what the program has on its disk, and asks nobody for anything. */
export function emitDownloadedResults(call: AnsweredCall): void {
  const [params] = call.args
  const path = textAt(params, 'downloadPath')
  const file = isObject(params) ? params['file'] : undefined
  const job = call.memory.batchOfFile(typeof file === 'string' ? file : (textAt(file, 'name') ?? ''))
  const fs = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs')
  if (path === undefined || job === undefined || fs === undefined) return
  void emitWhenWritten(fs, path, job, call).catch((error: unknown) =>
    failedQuietly('reading results of a batch', error),
  )
}

async function emitWhenWritten(fs: typeof Fs, path: string, job: Loose, call: AnsweredCall): Promise<void> {
  let size = -1
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const now = await fs.promises.stat(path).then(
      (stat) => stat.size,
      () => 0,
    )
    if (now > MAX_FILE_BYTES) return
    if (now > 0 && now === size) break
    size = now
    await new Promise((resolve) => letExit(setTimeout(resolve, SETTLE_MILLIS)))
  }
  const results = (await fs.promises.readFile(path, 'utf8')).split('\n').flatMap(resultOf)
  const isEmbedding = results.some(({ response }) => objectAt(response, 'embedding') !== undefined)
  const field = isEmbedding ? 'inlinedEmbedContentResponses' : 'inlinedResponses'
  emitBatchResults({ ...job, dest: { [field]: results } }, call)
}

/** A line is `{key, response}` or `{key, error}` (gemini-api.md on batches). */
function resultOf(line: string): { response: unknown; error: unknown; metadata: unknown }[] {
  if (line.trim() === '') return []
  const { key, response, error } = parsed(line)
  return [{ response, error, metadata: key === undefined ? undefined : { key } }]
}

function parsed(line: string): Loose {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
