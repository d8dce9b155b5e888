import type { JsonText, SpanEvent, SpanId, TraceId } from '@loupe-ai/model'
import { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { SHARED, VALUES } from '../payload/content-hash.ts'
import { type PayloadOf, readPayloads } from '../payload/part-rows.ts'
import { KEY_MARK, LOST_VALUE, UNSURE_VALUE, VALUE_SEPARATOR } from '../payload/span-values.ts'
import { decodeAttributeMap, decodeAttributes } from '../attribute-codec.ts'
import { exactRow, SPAN_COLUMNS, type SpanRow } from '../span-row.ts'
import { failureLike, failureTexts } from './failure-texts.ts'
import { likeMatcher, type LikePattern, shapeOf } from './like-pattern.ts'
import { likeJsonSql, likeSql } from './like-sql.ts'
import { SearchTooBroad } from './search-too-broad.ts'
import { spanText } from './span-text.ts'
import { partsWithin, spansWithin, type TextScope } from './text-scope.ts'
import { folded, INDEXED_WORDS } from './words.ts'

/** Which spans have a text, as far as it must be known before the search itself. */
export type ResolvedLike =
  | { readonly kind: 'all' }
  /** Those that refer to one of these parts, and those whose name, attributes or frames match if `inValues`. */
  | {
      readonly kind: 'parts'
      readonly hashes: readonly string[]
      /** Of the spans to look at; absent if it may be any. */
      readonly conversations: readonly string[] | undefined
      readonly inValues: boolean
    }
  /** So many parts that the search itself must look for them. */
  | { readonly kind: 'many'; readonly isIndexed: boolean; readonly inValues: boolean }
  | { readonly kind: 'spans'; readonly spans: readonly (readonly [TraceId, SpanId])[] }

const MAX_PARTS = 20_000
const MAX_CANDIDATES = 5_000

/** Looks where `like` can match within `scope`. Rejects with SearchTooBroad. */
export function resolveLike(engine: Engine, like: LikePattern, scope: TextScope): Promise<ResolvedLike> {
  const shape = shapeOf(like)
  switch (shape.kind) {
    case 'anything':
      return Promise.resolve({ kind: 'all' })
    case 'within':
      return resolveWithin(engine, like, shape, scope)
    case 'whole':
      return resolveWhole(engine, { like, matches: likeMatcher(like) }, scope)
  }
}

async function resolveWithin(
  engine: Engine,
  like: LikePattern,
  { run, isFoldable }: { readonly run: string; readonly isFoldable: boolean },
  scope: TextScope,
): Promise<ResolvedLike> {
  const { inValues, inKeys, isUnsure } = await lookInValues(engine, like, scope)
  // The index knows no keys. What is in it folded is looked at once more as it is.
  const isIndexed = isFoldable && !inKeys && !isUnsure
  const binder = new Binder('t')
  const rows = await engine.rows<{ hash: string; conversation: string }>(
    `SELECT DISTINCT hash, conversation FROM parts
    WHERE ${partsLike(like, run, isIndexed, scope, binder)}
    LIMIT ${MAX_PARTS + 1}`,
    binder.parameters,
  )
  if (rows.length > MAX_PARTS) return { kind: 'many', isIndexed, inValues }
  const conversations = new Set(rows.map(({ conversation }) => conversation))
  return {
    kind: 'parts',
    hashes: [...new Set(rows.map(({ hash }) => hash))],
    conversations: conversations.has(SHARED) ? undefined : [...conversations],
    inValues,
  }
}

/** SQL over `parts`: those with a text that matches. */
function partsLike(like: LikePattern, run: string, isIndexed: boolean, scope: TextScope, binder: Binder): string {
  const conditions = [partsWithin(scope, binder), `conversation != '${VALUES}'`]
  if (isIndexed) {
    const text = binder.bind(run, 'String')
    conditions.push(`${INDEXED_WORDS} LIKE concat('%', ${folded(text)}, '%')`)
  }
  return [...conditions, likeSql('body', like, binder)].join(' AND ')
}

interface InValues {
  readonly inValues: boolean
  readonly inKeys: boolean
  readonly isUnsure: boolean
}

async function lookInValues(engine: Engine, like: LikePattern, scope: TextScope): Promise<InValues> {
  const binder = new Binder('v')
  const values = `splitByChar(${binder.bind(VALUE_SEPARATOR, 'String')}, body)`
  const isKey = `startsWith(v, ${binder.bind(KEY_MARK, 'String')})`
  const lost = binder.bind(LOST_VALUE, 'String')
  const unsure = binder.bind(UNSURE_VALUE, 'String')
  const exists = (condition: string): string => `max(arrayExists(v -> ${condition}, ${values}))`
  const [row] = await engine.rows<Record<'said' | 'keys' | 'lost' | 'unsure', number>>(
    `SELECT ${exists(`NOT ${isKey} AND ${likeSql('v', like, binder)}`)} AS said,
      ${exists(`${isKey} AND ${likeSql('substring(v, 2)', like, binder)}`)} AS keys,
      max(position(body, ${lost}) > 0) AS lost,
      max(position(body, ${unsure}) > 0) AS unsure
    FROM parts
    WHERE ${partsWithin(scope, binder)} AND conversation = '${VALUES}'
      AND (${likeSql('body', like, binder)} OR position(body, ${lost}) > 0 OR position(body, ${unsure}) > 0)`,
    binder.parameters,
  )
  const inKeys = row?.keys === 1
  return { inValues: inKeys || row?.said === 1 || row?.lost === 1, inKeys, isUnsure: row?.unsure === 1 }
}

interface WholeText {
  /** Bounds what is looked at. */
  readonly like: LikePattern | undefined
  /** All of a span's text when absent. */
  readonly column?: 'inputs' | 'outputs'
  readonly matches: (text: string) => boolean
}

/** Reads the whole texts of the spans that can match at all, newest first. Rejects with SearchTooBroad. */
export async function resolveWhole(
  engine: Engine,
  { like, column, matches }: WholeText,
  scope: TextScope,
): Promise<ResolvedLike> {
  const shape = like && shapeOf(like)
  const anchor = shape?.kind === 'within' ? shape.run : shape?.kind === 'whole' ? shape.anchor : undefined
  const within = anchor === undefined ? undefined : { pattern: `%${anchor}%`, ignoreCase: like!.ignoreCase }
  const binder = new Binder('c')
  const conditions = [
    spansWithin(scope, binder),
    ...(column === undefined ? [] : [`notEmpty(${column}_frame)`]),
    ...(within === undefined ? [] : [spansLike(within, await resolveLike(engine, within, scope), scope, binder)]),
  ]
  const candidates = await engine.rows<SpanRow>(
    `SELECT ${SPAN_COLUMNS.join(', ')}, '' AS cost FROM spans
    WHERE ${conditions.join(' AND ')}
    ORDER BY start_nanos DESC
    LIMIT ${MAX_CANDIDATES + 1}`,
    binder.parameters,
  )
  if (candidates.length > MAX_CANDIDATES) {
    const what = like === undefined ? 'This condition' : `LIKE '${like.pattern}'`
    throw new SearchTooBroad(
      `${what} would have to look at the whole text of more than ${MAX_CANDIDATES} spans. Give it a longer piece of text without quotes or brackets.`,
    )
  }
  const payloadOf = await readPayloads(engine, candidates)
  return {
    kind: 'spans',
    spans: candidates
      .filter((row) => matches(textOf(row, column, payloadOf)))
      .map((row) => [row.trace_id, row.span_id]),
  }
}

function textOf(row: SpanRow, column: WholeText['column'], payloadOf: PayloadOf): string {
  const { inputs_frame, outputs_frame, ...exact } = exactRow(row)
  const inputs = (payloadOf(inputs_frame, exact.inputs) ?? '') as JsonText
  const outputs = (payloadOf(outputs_frame, exact.outputs) ?? '') as JsonText
  if (column !== undefined) return column === 'inputs' ? inputs : outputs
  const rest = spanText({ inputs, outputs, attributes: decodeAttributeMap(exact.attributes) })
  const failure = failureTexts({
    status: { code: exact.status_code, message: exact.status_message ?? undefined },
    events: decodeAttributes(exact.events) as unknown as SpanEvent[],
  })
  return [exact.name, inputs, outputs, rest, ...failure].join('\n')
}

/** SQL over `spans`: the text of the span matches, as far as `resolved` found out. */
export function spansLike(like: LikePattern, resolved: ResolvedLike, scope: TextScope, binder: Binder): string {
  switch (resolved.kind) {
    case 'all':
      return 'true'
    case 'spans': {
      const spans = resolved.spans.map(([trace, span]) => `${span}${trace}`)
      return spans.length === 0 ? 'false' : `concat(span_id, trace_id) IN ${binder.bind(spans, 'Array(String)')}`
    }
    case 'many': {
      const shape = shapeOf(like)
      const run = shape.kind === 'within' ? shape.run : ''
      const parts = `SELECT hash FROM parts WHERE ${partsLike(like, run, resolved.isIndexed, scope, binder)}`
      return either(refersTo(parts), resolved.inValues ? valuesLike(like, binder) : 'false')
    }
    case 'parts': {
      const { hashes, conversations, inValues } = resolved
      const refers =
        hashes.length === 0 ? 'false' : refersTo(`SELECT arrayJoin(${binder.bind(hashes, 'Array(String)')})`)
      const bounded =
        conversations === undefined || hashes.length === 0
          ? refers
          : `(conversation IN ${binder.bind(conversations, 'Array(String)')} AND ${refers})`
      return either(bounded, inValues ? valuesLike(like, binder) : 'false')
    }
  }
}

const either = (left: string, right: string): string =>
  right === 'false' ? left : left === 'false' ? right : `(${left} OR ${right})`

const refersTo = (hashes: string): string => `arrayExists(h -> h IN (${hashes}), arrayConcat(inputs, outputs))`

/** Names and attribute values, without the names of attributes, failures, and frames, with all that is in them. */
function valuesLike(like: LikePattern, binder: Binder): string {
  const json = (sql: string): string => likeJsonSql(sql, like, binder)
  const attributes = `(${json('attributes')} AND arrayExists(v -> ${json(WITHOUT_QUOTES)}, extractAll(${WITHOUT_KEYS}, ${VALUE})))`
  return `(${likeSql('name', like, binder)} OR ${attributes}
    OR ${json('inputs_frame')} OR ${json('outputs_frame')} OR ${failureLike(like, binder)})`
}

const WITHOUT_QUOTES = `if(startsWith(v, '"'), substring(v, 2, length(v) - 2), v)`

const VALUE = String.raw`'"(?:[^"\\\\]|\\\\.)*"|[^\\s,\\[\\]{}"]+'`

const WITHOUT_KEYS = String.raw`replaceRegexpAll(attributes, '"(?:[^"\\\\]|\\\\.)*":', '')`
