import { BYTE_PATHS, type ExportedLine, type ImportResult, parseExportedLine } from '@loupe-ai/contract'
import { DEFAULT_EXPERIMENT_ID, type ExperimentId, type Span, traceId } from '@loupe-ai/model'
import { type Stores, traceArtifactPath, type TraceSayings } from '@loupe-ai/store'
import { isExportedSpans, readExportedSpans, readTraceRequestJson, spanSourceOf } from '@loupe-ai/wire'
import type { Hono } from 'hono'
import { ApiError } from '../http/api-error.ts'
import { clientOf } from '../http/client-of.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import { type BodyLimits, readBody } from '../http/read-body.ts'
import type { ServerEnv } from '../http/server-env.ts'
import type { Client } from '../ingest/client.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import { translateRequest } from '../intake/otlp/translate-request.ts'
import type { PriceCall } from '../price/price-call.ts'
import { parseExperimentId, requireExperiment } from './experiment-ids.ts'
import { inBothApis } from './mount.ts'

export interface ImportParts {
  readonly stores: Pick<Stores, 'traces' | 'experiments' | 'artifacts'>
  readonly ingest: Pick<GroupCommit, 'submit'>
  readonly limits: BodyLimits
  readonly priceCall: PriceCall
}

const MAX_REASONS = 5
const NEWLINE = 10

/**
 * Takes lines of an export, or of OTLP JSON from elsewhere, which is translated as if it had come by `/v1/traces`. What
 * belongs to an experiment of the export goes to the one of the same name here, made if missing.
 */
export function mountImport(app: Hono<ServerEnv>, parts: ImportParts): void {
  for (const path of inBothApis(BYTE_PATHS.importTraces.path)) {
    app.put(path, async (c) => {
      const only = c.req.query('experiment_id')
      const target =
        only === undefined
          ? undefined
          : (await requireExperiment(parts.stores.experiments, parseExperimentId(only))).experimentId
      const client = clientOf(c.env.incoming.socket)
      const body = await readBody(c.env.incoming, parts.limits)
      if (body.status === 'too-large') {
        c.header('connection', 'close')
        const message = `The body is larger than ${parts.limits.maxBytes} bytes: send fewer lines at once.`
        throw new ApiError('INVALID_PARAMETER_VALUE', message, 413)
      }
      if (body.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
      if (body.status === 'broken') {
        throw new ApiError('INVALID_PARAMETER_VALUE', `The body cannot be read: ${body.reason}.`)
      }
      try {
        return jsonAnswer(await takeLines(body.bytes, client, target, parts))
      } finally {
        body.release()
      }
    })
  }
}

async function takeLines(
  bytes: Buffer,
  client: Client,
  target: ExperimentId | undefined,
  { stores, ingest, priceCall }: ImportParts,
): Promise<ImportResult> {
  const { traces, experiments, artifacts } = stores
  const homes = new Map<string, ExperimentId>()
  const homeOf = async (id: ExperimentId): Promise<ExperimentId> => {
    if (target !== undefined) return target
    const known = homes.get(id)
    if (known !== undefined) return known
    const home = (await experiments.get(id)) === undefined ? DEFAULT_EXPERIMENT_ID : id
    homes.set(id, home)
    return home
  }
  const spans: Span[] = []
  const sayings: TraceSayings[] = []
  const reasons = new Set<string>()
  let refused = 0
  const refuse = (count: number, reason: string): void => {
    refused += count
    if (count > 0 && reasons.size < MAX_REASONS) reasons.add(reason)
  }

  for (const line of linesOf(bytes)) {
    if (isExportedSpans(line)) {
      const read = readExportedSpans(line)
      if (!read.ok) refuse(1, read.reason)
      else for (const span of read.spans) spans.push({ ...span, experimentId: await homeOf(span.experimentId) })
    } else if (line.startsWith('{"loupe":')) {
      const read = parseExportedLine(line)
      if (!read.ok) refuse(1, read.reason)
      else if ('experiment' in read.line) homes.set(read.line.experiment.id, await homeNamed(experiments, read.line))
      else if ('artifact' in read.line) {
        const { traceId: id, path, contentType, base64 } = read.line.artifact
        await artifacts.put(traceArtifactPath(traceId(id), ...path), Buffer.from(base64, 'base64'), contentType)
      } else if ('sayings' in read.line) sayings.push(await sayingsAtHome(read.line.sayings, homeOf))
    } else {
      const read = readTraceRequestJson(line)
      if (!read.ok) {
        refuse(1, `not an OTLP trace request: ${read.failure.reason}`)
        continue
      }
      const origin = target === undefined ? {} : { experimentId: target }
      const translated = await translateRequest(spanSourceOf(read.value), { experiments, priceCall }, origin)
      for (const span of translated.spans) spans.push(span)
      const { count, reason } = translated.rejected()
      refuse(count, reason)
    }
  }
  let taken = spans.length
  if (taken > 0) {
    const outcome = await ingest.submit({ spans, spanCount: spans.length, bytes: bytes.length, client })
    if (outcome.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
    if (outcome.status === 'failed') throw outcome.error
    if (outcome.beyond !== undefined) refuse(outcome.beyond.spans, outcome.beyond.reason)
    taken -= outcome.beyond?.spans ?? 0
  }
  await traces.restoreSayings(sayings)
  const saidOf = new Set(sayings.map((said) => said.traceId))
  return { spans: taken, traces: saidOf.size, refused, reasons: [...reasons] }
}

type Line<Kind extends string> = Extract<ExportedLine, Record<Kind, unknown>>

/** The experiment of that name, made if missing. */
async function homeNamed(
  experiments: Pick<Stores['experiments'], 'create'>,
  { experiment: { name, tags } }: Line<'experiment'>,
): Promise<ExperimentId> {
  const outcome = await experiments.create({ name, tags })
  return outcome.created ? outcome.experiment.experimentId : outcome.existing.experimentId
}

async function sayingsAtHome(
  { traceId: id, record, edits }: Line<'sayings'>['sayings'],
  homeOf: (id: ExperimentId) => Promise<ExperimentId>,
): Promise<TraceSayings> {
  const home = record && { ...record, experimentId: await homeOf(record.experimentId) }
  return { traceId: traceId(id), edits, ...(home && { record: home }) }
}

/** Line by line: a body may be longer than the longest text. */
function* linesOf(bytes: Buffer): Iterable<string> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(NEWLINE, start)
    const end = found === -1 ? bytes.length : found
    const line = bytes.toString('utf8', start, end).trim()
    if (line !== '') yield line
    start = end + 1
  }
}
