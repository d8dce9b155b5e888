import { type MetricDimension, type MetricSubject, TRACE_METADATA, TRACE_TAG } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'
import type { EachSpanColumn, PricedSpanColumn } from './each-span.ts'

/** The things that a metric counts or measures, as SQL over rows of `traces`, joined with an array if there are several in each. */
export interface Counted {
  /** Columns of `traces` that the rest may speak of. */
  readonly columns: readonly string[]
  /** Columns that have an element for each thing; empty if a row is one. */
  readonly arrays: readonly string[]
  /** What is aggregated. */
  readonly value: string
  /** What a thing must be to be counted at all. */
  readonly conditions: readonly string[]
  /** The second in which it is, since 1970, for buckets. */
  readonly second: string
  /** When it is, for bounds. */
  readonly withinMillis: string
  /** Bounds on rows of `traces` that hold of every row with such a thing in a range of time. */
  readonly rowsFrom: (millis: string) => string
  readonly rowsUpTo: (millis: string) => string
  readonly isDistinct: boolean
  dimension(name: MetricDimension): Dimension
}

interface Dimension {
  /** A String. */
  readonly sql: string
  /** SQL that is true where it is there; absent if it always is. */
  readonly exists?: string
}

/** `binder` takes what the subject compares with. */
export function countedBy(subject: MetricSubject, binder: Binder): Counted {
  switch (subject.view) {
    case 'TRACES':
      return tracesCounted(subject.metric, binder)
    case 'SPANS':
      return spansCounted(subject, binder)
    case 'ASSESSMENTS':
      return assessmentsCounted(subject, binder)
  }
}

/** Downwards, also before 1970. */
const TRACE_SECOND = 'intDiv(start_millis - positiveModulo(start_millis, 1000), 1000)'

const BY_TRACE = {
  withinMillis: 'start_millis',
  rowsFrom: (millis: string) => `start_millis >= ${millis}`,
  rowsUpTo: (millis: string) => `start_millis <= ${millis}`,
  isDistinct: false,
} as const

const TRACE_VALUES: Readonly<
  Record<Exclude<Extract<MetricSubject, { view: 'TRACES' }>['metric'], 'trace_count' | 'session_count'>, string>
> = {
  latency: 'duration_millis',
  input_tokens: 'input_tokens',
  output_tokens: 'output_tokens',
  total_tokens: 'total_tokens',
  cache_read_input_tokens: 'cache_read_tokens',
  cache_creation_input_tokens: 'cache_creation_tokens',
}

function tracesCounted(metric: Extract<MetricSubject, { view: 'TRACES' }>['metric'], binder: Binder): Counted {
  const name = binder.bind(TRACE_TAG.name, 'String')
  const shared = {
    ...BY_TRACE,
    arrays: [],
    second: TRACE_SECOND,
    dimension: (dimension: MetricDimension): Dimension =>
      dimension === 'trace_status'
        ? { sql: 'toString(state)' }
        : { sql: `tags[${name}]`, exists: `mapContains(tags, ${name})` },
  }
  const columns = ['start_millis', 'state', 'tags']
  if (metric === 'trace_count') return { ...shared, columns, value: '1', conditions: [] }
  if (metric === 'session_count') {
    const session = binder.bind(TRACE_METADATA.session, 'String')
    const conditions = [`mapContains(metadata, ${session})`]
    return { ...shared, columns: [...columns, 'metadata'], value: `metadata[${session}]`, conditions, isDistinct: true }
  }
  const column = TRACE_VALUES[metric]
  return {
    ...shared,
    columns: [...columns, column],
    value: `assumeNotNull(${column})`,
    conditions: [`${column} IS NOT NULL`],
  }
}

type SpanSubject = Extract<MetricSubject, { view: 'SPANS' }>

const COSTS: Readonly<Record<Exclude<SpanSubject['metric'], 'span_count' | 'latency'>, PricedSpanColumn>> = {
  input_cost: 'priced_input_cost',
  output_cost: 'priced_output_cost',
  total_cost: 'priced_total_cost',
}

/** Costs are bounded by when spans began; two columns tell where in the table these can be. */
const BY_PRICED_SPAN = {
  withinMillis: 'priced_start_millis',
  rowsFrom: (millis: string) => `last_priced_millis >= ${millis}`,
  rowsUpTo: (millis: string) => `first_priced_millis <= ${millis}`,
} as const

function spansCounted({ metric, spans = {} }: SpanSubject, binder: Binder): Counted {
  if (metric === 'span_count' || metric === 'latency') {
    const isMeasured = metric === 'latency'
    const value: readonly EachSpanColumn[] = isMeasured ? ['each_duration_millis'] : []
    return {
      ...BY_TRACE,
      ...spansOf('each'),
      columns: ['start_millis'],
      arrays: [...columnsOf('each'), ...value],
      value: isMeasured ? 'each_duration_millis' : '1',
      conditions: [
        ...(isMeasured ? ['NOT isNaN(each_duration_millis)'] : []),
        ...spanConditions('each', spans, binder),
      ],
    }
  }
  const arrays: readonly PricedSpanColumn[] = [...columnsOf('priced'), 'priced_start_millis', COSTS[metric]]
  return {
    ...BY_TRACE,
    ...BY_PRICED_SPAN,
    ...spansOf('priced'),
    columns: [],
    arrays,
    value: COSTS[metric],
    conditions: spanConditions('priced', spans, binder),
  }
}

type Columns = 'each' | 'priced'

const SHARED = ['name', 'type', 'status', 'model', 'provider', 'second'] as const

const columnsOf = <Of extends Columns>(of: Of): `${Of}_${(typeof SHARED)[number]}`[] =>
  SHARED.map((column) => `${of}_${column}` as const)

const spanConditions = (of: Columns, spans: SpanSubject['spans'] & object, binder: Binder): string[] =>
  oneOf({ name: `${of}_name`, type: `${of}_type`, status: `${of}_status` }, spans, binder)

const SPAN_DIMENSIONS: Readonly<Partial<Record<MetricDimension, 'name' | 'type' | 'status' | 'model' | 'provider'>>> = {
  span_name: 'name',
  span_type: 'type',
  span_status: 'status',
  span_model_name: 'model',
  span_model_provider: 'provider',
}

const spansOf = (of: Columns): Pick<Counted, 'second' | 'dimension'> => ({
  second: `${of}_second`,
  dimension(name) {
    const column = SPAN_DIMENSIONS[name]
    if (column === undefined) throw new TypeError(`not a dimension of spans: ${name}`)
    const sql = `${of}_${column}`
    return column === 'model' || column === 'provider' ? { sql, exists: `${sql} != ''` } : { sql }
  },
})

type AssessmentSubject = Extract<MetricSubject, { view: 'ASSESSMENTS' }>

const part = (name: 'kind' | 'name' | 'value' | 'number'): string => `tupleElement(assessments, '${name}')`

/** `true` and "yes" are 1, `false` and "no" are 0, numbers are what they are. */
const NUMBER = `multiIf(
  ${part('number')} IS NOT NULL, ${part('number')},
  ${part('value')} = 'true' OR match(JSONExtractString(${part('value')}), '^(?i)\\\\s*yes\\\\s*$'), 1,
  ${part('value')} = 'false' OR match(JSONExtractString(${part('value')}), '^(?i)\\\\s*no\\\\s*$'), 0,
  NULL)`

function assessmentsCounted({ metric, assessments = {} }: AssessmentSubject, binder: Binder): Counted {
  const isMeasured = metric === 'assessment_value'
  return {
    ...BY_TRACE,
    columns: ['start_millis'],
    arrays: ['assessments'],
    value: isMeasured ? `assumeNotNull(${NUMBER})` : '1',
    conditions: [
      ...(isMeasured ? [`${NUMBER} IS NOT NULL`] : []),
      ...oneOf({ name: part('name'), kind: part('kind') }, assessments, binder),
    ],
    second: TRACE_SECOND,
    dimension(name) {
      if (name === 'assessment_name') return { sql: part('name') }
      if (name === 'assessment_value') return { sql: part('value') }
      throw new TypeError(`not a dimension of assessments: ${name}`)
    },
  }
}

/** Every list of values must hold; a list of one is a filter, two that exclude each other find nothing. */
const oneOf = <Key extends string>(
  columns: Readonly<Record<Key, string>>,
  values: Readonly<Partial<Record<Key, readonly string[]>>>,
  binder: Binder,
): string[] =>
  (Object.keys(columns) as Key[]).flatMap((key) =>
    (values[key] ?? []).map((value) => `${columns[key]} = ${binder.bind(value, 'String')}`),
  )
