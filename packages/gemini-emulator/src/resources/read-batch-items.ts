import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { EmulatorState } from '../state/emulator-state.ts'

/** One request of a batch; `key` names it in a file, `metadata` inline. */
export interface BatchItem {
  request: JsonObject
  metadata?: Json
  key?: string
}

export interface BatchSource {
  kind: 'inline' | 'file'
  items: BatchItem[]
}

const LIMIT = 10_000

/** The requests of a batch, given inline or as the lines of an uploaded file. */
export function readBatchItems(batch: JsonObject, state: EmulatorState): BatchSource | ApiFailure {
  const input = batch.inputConfig ?? batch.input_config
  if (!isObject(input)) return invalidArgument('* batch.input_config: input_config is not specified\n')
  const fileName = input.fileName ?? input.file_name
  if (typeof fileName === 'string') return readFile(fileName, state)
  const requests = isObject(input.requests) ? input.requests.requests : undefined
  if (!Array.isArray(requests) || requests.length === 0) {
    return invalidArgument('* batch.input_config.requests: requests is not specified\n')
  }
  if (requests.length > LIMIT) return invalidArgument(`A batch may have at most ${LIMIT} requests.`)
  const items = requests.map((item) => readItem(item))
  return items.every((item) => item !== undefined)
    ? { kind: 'inline', items }
    : invalidArgument('* batch.input_config.requests: every item needs a request\n')
}

function readFile(fileName: string, state: EmulatorState): BatchSource | ApiFailure {
  const file = state.files.get(fileName)
  if (!file) return { code: 404, status: 'NOT_FOUND', message: `File ${fileName} was not found.` }
  const lines = Buffer.from(file.bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length > LIMIT) return invalidArgument(`A batch may have at most ${LIMIT} requests.`)
  const items: BatchItem[] = []
  for (const [index, line] of lines.entries()) {
    const item = readItem(parse(line))
    if (!item) return invalidArgument(`Line ${index + 1} of ${fileName} is not a request.`)
    items.push(item)
  }
  return items.length > 0 ? { kind: 'file', items } : invalidArgument(`${fileName} has no requests.`)
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return null
  }
}

function readItem(item: Json): BatchItem | undefined {
  if (!isObject(item) || !isObject(item.request)) return undefined
  const { request, metadata, key } = item
  return { request, ...(metadata !== undefined && { metadata }), ...(typeof key === 'string' && { key }) }
}
