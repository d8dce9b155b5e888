import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseExportedLine } from '@loupe-ai/contract'
import type { AttributeValue, Span } from '@loupe-ai/model'
import { type ParquetRow, writeParquet as writeRows } from '@loupe-ai/server'
import { isExportedSpans, readExportedSpans, stringifyAttributeJson } from '@loupe-ai/wire'

/** Makes a Parquet file of spans of an export, line by line, and takes the export away. */
export async function writeParquet(linesFile: string, parquetFile: string): Promise<void> {
  const rowsFile = `${parquetFile}.rows`
  try {
    await pipeline(Readable.from(rowLines(linesFile)), createWriteStream(rowsFile, { mode: 0o600 }))
    await writeRows(rowsFile, parquetFile)
    // The engine makes files that everybody can read, and this one holds prompts.
    await chmod(parquetFile, 0o600)
  } finally {
    await rm(rowsFile, { force: true })
  }
  await rm(linesFile)
}

async function* rowLines(linesFile: string): AsyncIterable<string> {
  const names = new Map<string, string>()
  for await (const line of createInterface({ input: createReadStream(linesFile), crlfDelay: Infinity })) {
    if (isExportedSpans(line)) {
      const read = readExportedSpans(line)
      if (!read.ok) throw new Error(`a line of the export cannot be read: ${read.reason}`)
      for (const span of read.spans) yield `${JSON.stringify(rowOf(span, names.get(span.experimentId)))}\n`
    } else {
      const read = parseExportedLine(line)
      if (read.ok && 'experiment' in read.line) names.set(read.line.experiment.id, read.line.experiment.name)
    }
  }
}

const rowOf = (span: Span, experiment: string | undefined): ParquetRow => ({
  trace_id: span.traceId,
  span_id: span.spanId,
  parent_id: span.parentId ?? null,
  experiment_id: span.experimentId,
  experiment: experiment ?? null,
  name: span.name.toWellFormed(),
  type: span.type.toWellFormed(),
  kind: span.kind,
  start_time: String(span.startNanos),
  end_time: span.endNanos === undefined ? null : String(span.endNanos),
  duration_ms: span.endNanos === undefined ? null : Number(span.endNanos - span.startNanos) / 1e6,
  status: span.status.code,
  status_message: span.status.message?.toWellFormed() ?? null,
  model: span.model?.toWellFormed() ?? null,
  provider: span.provider?.toWellFormed() ?? null,
  session_id: span.sessionId?.toWellFormed() ?? null,
  user_id: span.userId?.toWellFormed() ?? null,
  input_tokens: span.usage?.inputTokens ?? null,
  output_tokens: span.usage?.outputTokens ?? null,
  total_tokens: span.usage?.totalTokens ?? null,
  cost_usd: span.cost?.totalCost ?? null,
  inputs: span.inputs?.toWellFormed() ?? null,
  outputs: span.outputs?.toWellFormed() ?? null,
  attributes: jsonOf(span.attributes),
  events: jsonOf(span.events.map(({ name, timeNanos, attributes }) => ({ name, timeNanos, attributes }))),
  resource: jsonOf(span.resource),
})

const jsonOf = (value: AttributeValue): string => stringifyAttributeJson(value).toWellFormed()
