import { ReadableStream } from 'node:stream/web'
import { BYTE_PATHS, type ExportedLine } from '@loupe-ai/contract'
import type { ExperimentId, Filter, Span, TraceId } from '@loupe-ai/model'
import { traceArtifactPath, type StoredPiece, type Stores, type TraceSayings } from '@loupe-ai/store'
import { exportedEdit, writeExportedSpans } from '@loupe-ai/wire'
import type { Context, Hono } from 'hono'
import type { ServerEnv } from '../http/server-env.ts'
import { ApiError } from '../http/api-error.ts'
import { allExperiments, parseExperimentId } from './experiment-ids.ts'
import { inBothApis } from './mount.ts'
import { readTraceFilter } from './read-trace-query.ts'
import { traceFiles } from './trace-files.ts'

const DEFAULT_MAX_TRACES = 200
const MAX_TRACES = 1000
/** Of inputs and outputs on one line: an import takes lines whole. */
const MAX_LINE_CHARACTERS = 4_000_000
const MAX_FILE_BYTES = 16_000_000

type ExportStores = Pick<Stores, 'traces' | 'experiments' | 'artifacts'>

/**
 * Traces as lines: experiments first, then of each trace its spans as OTLP JSON and what was said of it. A page at a
 * time, oldest first, so that an export that broke off goes on; read as fast as the caller takes it, never held whole.
 */
export function mountExport(app: Hono<ServerEnv>, stores: ExportStores): void {
  for (const path of inBothApis(BYTE_PATHS.exportTraces.path)) {
    app.get(path, async (c) => {
      const query = await readExportQuery(c, stores)
      const page = await stores.traces.searchTraces({
        ...query,
        orderBy: [{ field: { entity: 'attribute', key: 'timestamp_ms' }, descending: false }],
      })
      const isFirst = query.pageToken === undefined
      const total = isFirst ? await stores.traces.countTraces(query.experimentIds, query.filter) : undefined
      const { nextPageToken } = page
      const ids = page.items.map(({ traceId }) => traceId)
      const lines = ReadableStream.from(
        bytesOf(async function* () {
          if (isFirst) yield* experimentLines(stores, query.experimentIds)
          for await (const piece of stores.traces.readTraces(ids)) yield* pieceLines(piece)
          let leftOut = 0
          for (const id of ids) {
            for await (const line of fileLines(stores.artifacts, id)) {
              if (line === undefined) leftOut++
              else yield line
            }
          }
          yield loupeLine({
            page: {
              traces: ids.length,
              ...(leftOut > 0 && { leftOut }),
              ...(total !== undefined && { total }),
              ...(nextPageToken !== undefined && { nextPageToken }),
            },
          })
        }),
      )
      // The declarations of Node and of browsers differ about streams.
      return new Response(lines as unknown as ConstructorParameters<typeof Response>[0], {
        headers: { 'content-type': 'application/x-ndjson' },
      })
    })
  }
}

interface ExportQuery {
  readonly experimentIds: readonly ExperimentId[]
  readonly filter: Filter
  readonly maxResults: number
  readonly pageToken?: string
}

async function readExportQuery(c: Context<ServerEnv>, { experiments }: ExportStores): Promise<ExportQuery> {
  const ids = c.req.queries('experiment_id')?.map(parseExperimentId)
  const token = c.req.query('page_token')
  const maxResults = numberOf(c, 'max_traces') ?? DEFAULT_MAX_TRACES
  if (maxResults < 1 || maxResults > MAX_TRACES) {
    throw new ApiError('INVALID_PARAMETER_VALUE', `\`max_traces\` must be from 1 to ${MAX_TRACES}.`)
  }
  const times = [
    ['>=', numberOf(c, 'from_millis')],
    ['<', numberOf(c, 'to_millis')],
  ] as const
  const said = readTraceFilter(c.req.query('filter'))
  const filter: Filter = {
    kind: 'and',
    parts: [
      ...(said === undefined ? [] : [said]),
      ...times.flatMap(([operator, value]): Filter[] =>
        value === undefined
          ? []
          : [{ kind: 'compare', field: { entity: 'attribute', key: 'timestamp_ms' }, operator, value }],
      ),
    ],
  }
  return {
    experimentIds: ids ?? (await allExperiments(experiments)),
    filter,
    maxResults,
    ...(token !== undefined && token !== '' && { pageToken: token }),
  }
}

function numberOf(c: Context<ServerEnv>, name: string): number | undefined {
  const text = c.req.query(name)
  if (text === undefined || text === '') return undefined
  if (!/^-?\d{1,15}$/.test(text)) throw new ApiError('INVALID_PARAMETER_VALUE', `\`${name}\` must be an integer.`)
  return Number(text)
}

async function* experimentLines({ experiments }: ExportStores, ids: readonly ExperimentId[]): AsyncIterable<string> {
  for (const id of ids) {
    const found = await experiments.get(id)
    if (found !== undefined) yield loupeLine({ experiment: { id, name: found.name, tags: { ...found.tags } } })
  }
}

function* pieceLines(piece: StoredPiece): Iterable<string> {
  if (piece.kind === 'sayings') {
    yield* sayingLines(piece.sayings)
    return
  }
  let spans: Span[] = []
  let characters = 0
  for (const span of piece.spans) {
    const more = (span.inputs?.length ?? 0) + (span.outputs?.length ?? 0)
    if (spans.length > 0 && characters + more > MAX_LINE_CHARACTERS) {
      yield writeExportedSpans(spans)
      spans = []
      characters = 0
    }
    spans.push(span)
    characters += more
  }
  if (spans.length > 0) yield writeExportedSpans(spans)
}

/** In several lines where events of spans say much. */
function* sayingLines({ traceId, record, edits }: TraceSayings): Iterable<string> {
  const lineOf = (some: readonly string[], said: TraceSayings['record']): string =>
    `{"loupe":{"sayings":${JSON.stringify({ traceId, record: said }).slice(0, -1)},"edits":[${some.join(',')}]}}}`
  let said = record
  let gathered: string[] = []
  let characters = 0
  for (const edit of edits) {
    const text = JSON.stringify(exportedEdit(edit))
    if (gathered.length > 0 && characters + text.length > MAX_LINE_CHARACTERS) {
      yield lineOf(gathered, said)
      said = undefined
      gathered = []
      characters = 0
    }
    gathered.push(text)
    characters += text.length
  }
  yield lineOf(gathered, said)
}

/** Undefined for a file that is too large for a line. */
async function* fileLines(artifacts: Stores['artifacts'], traceId: TraceId): AsyncIterable<string | undefined> {
  for await (const { path, size } of traceFiles(artifacts, traceId)) {
    const found = size > MAX_FILE_BYTES ? undefined : await artifacts.get(traceArtifactPath(traceId, ...path))
    if (found === undefined) {
      yield undefined
      continue
    }
    const base64 = Buffer.from(await new Response(found.read()).arrayBuffer()).toString('base64')
    const { contentType } = found
    yield loupeLine({ artifact: { traceId, path, ...(contentType !== undefined && { contentType }), base64 } })
  }
}

const loupeLine = (line: Exclude<ExportedLine, { sayings: unknown }>): string => JSON.stringify({ loupe: line })

const encoder = new TextEncoder()

async function* bytesOf(lines: () => AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const line of lines()) yield encoder.encode(`${line}\n`)
}
