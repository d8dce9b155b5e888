import { MARKERS } from '../seed/markers.ts'
import { customerName, CUSTOMERS, ENVIRONMENTS, MODELS } from '../seed/plan.ts'
import type { Random } from '../seed/random.ts'
import { languages } from '../seed/words.ts'
import type { CorpusContext } from './corpus-context.ts'

interface ReadRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

export interface ReadKind {
  readonly name: string
  readonly group: 'list' | 'open' | 'dashboard' | 'words' | 'substring'
  /** The p95 at 10 million spans, in milliseconds; without it there is only an aim. */
  readonly goalMillis?: number
  /** Another request each time, the same for the same `random`. */
  ask(random: Random, context: CorpusContext): ReadRequest
}

const LIST_GOAL = 80
const PAGE = 50
const DAY_SECONDS = 86_400
const MIDDLING_RANKS = [300, 6000] as const
const RARE_RANKS = [6000, 30_000] as const
const [english] = languages()

const one = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)]!

function search(experimentIds: readonly string[], filter: string, extra: object = {}): ReadRequest {
  const locations = experimentIds.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } }))
  return {
    method: 'POST',
    path: '/api/3.0/mlflow/traces/search',
    body: { locations, filter, max_results: PAGE, ...extra },
  }
}

/** Larger experiments more often. */
const anExperiment = (random: Random, { experimentIds, experimentOfBlock }: CorpusContext): string =>
  experimentIds[one(random, experimentOfBlock)]!

const everything = ({ experimentIds }: CorpusContext): string[] => experimentIds.filter((id) => id !== undefined)

const list = (name: string, filter: (random: Random, context: CorpusContext) => string, extra?: object): ReadKind => ({
  name: `list: ${name}`,
  group: 'list',
  goalMillis: LIST_GOAL,
  ask: (random, context) => search([anExperiment(random, context)], filter(random, context), extra),
})

const aWord = (random: Random, [low, high]: readonly [number, number]): string =>
  english!.words[random.between(low, high)]!

/** Four letters out of the middle of a word that is neither frequent nor rare. */
function fourLetters(random: Random): string {
  for (;;) {
    const word = aWord(random, MIDDLING_RANKS)
    if (word.length >= 6) return word.slice(1, 5)
  }
}

const endMillis = ({ corpus }: CorpusContext): number => corpus.endMicros / 1000
const aMoment = (random: Random, context: CorpusContext): number =>
  endMillis(context) - random.below(context.corpus.days * DAY_SECONDS) * 1000

function metrics(experimentIds: readonly string[], context: CorpusContext, body: object): ReadRequest {
  const end = endMillis(context)
  const month = { start_time_ms: end - 31 * DAY_SECONDS * 1000, end_time_ms: end, time_interval_seconds: DAY_SECONDS }
  return {
    method: 'POST',
    path: '/api/3.0/mlflow/traces/metrics',
    body: { experiment_ids: experimentIds, ...month, ...body },
  }
}

const PERCENTILES = [50, 95, 99].map((percentile) => ({
  aggregation_type: 'PERCENTILE',
  percentile_value: percentile,
}))
const COUNT = [{ aggregation_type: 'COUNT' }]
const SUM = [{ aggregation_type: 'SUM' }]
const DASHBOARDS: Readonly<Record<string, object>> = {
  'traces by status': {
    view_type: 'TRACES',
    metric_name: 'trace_count',
    aggregations: COUNT,
    dimensions: ['trace_status'],
  },
  'latency p50, p95, p99': { view_type: 'TRACES', metric_name: 'latency', aggregations: PERCENTILES },
  'tokens by name': { view_type: 'TRACES', metric_name: 'total_tokens', aggregations: SUM, dimensions: ['trace_name'] },
  'spans by model': {
    view_type: 'SPANS',
    metric_name: 'span_count',
    aggregations: COUNT,
    dimensions: ['span_model_name'],
  },
  'cost by model': {
    view_type: 'SPANS',
    metric_name: 'total_cost',
    aggregations: SUM,
    dimensions: ['span_model_name'],
  },
  'span latency by name': {
    view_type: 'SPANS',
    metric_name: 'latency',
    aggregations: PERCENTILES,
    dimensions: ['span_name'],
  },
}

const dashboards = Object.entries(DASHBOARDS).flatMap(([name, body]): ReadKind[] => [
  {
    name: `month of one experiment: ${name}`,
    group: 'dashboard',
    goalMillis: 200,
    ask: (random, context) => metrics([anExperiment(random, context)], context, body),
  },
  {
    name: `month of everything: ${name}`,
    group: 'dashboard',
    goalMillis: 200,
    ask: (_random, context) => metrics(everything(context), context, body),
  },
])

const words = (name: string, goalMillis: number, text: (random: Random) => string): ReadKind[] =>
  [true, false].map((isEverything) => ({
    name: `${name} in ${isEverything ? 'everything' : 'one experiment'}`,
    group: 'words',
    goalMillis,
    ask: (random, context) =>
      search(isEverything ? everything(context) : [anExperiment(random, context)], `text HAS '${text(random)}'`),
  }))

/** What people ask of a tracing server, as MLflow's clients ask it. */
export const READ_KINDS: readonly ReadKind[] = [
  list('newest', () => ''),
  list('status', () => "status = 'ERROR'"),
  list(
    'name',
    (random) => `name = '${one(random, ['answer', 'turn', 'research', 'ask-documents', 'nightly-report'])}'`,
  ),
  list('span type', (random) => `span.type = '${one(random, ['TOOL', 'RETRIEVER', 'EMBEDDING', 'AGENT'])}'`),
  list('model', (random) => `model = '${one(random, MODELS)}'`),
  list('duration', (random) => `execution_time_ms > ${random.between(5, 90) * 1000}`),
  list('tokens', (random) => `total_tokens > ${random.between(1, 12) * 1000}`),
  list('frequent tag', (random) => `tag.environment = '${one(random, ENVIRONMENTS)}'`),
  list('rare tag', (random) => `tag.customer = '${customerName(random.below(CUSTOMERS))}'`),
  {
    name: 'list: session',
    group: 'list',
    goalMillis: LIST_GOAL,
    ask: (random, context) => {
      const { experiment, name } = one(random, context.sessions)
      return search([context.experimentIds[experiment]!], `session = '${name}'`)
    },
  },
  {
    name: 'list: user',
    group: 'list',
    goalMillis: LIST_GOAL,
    ask: (random, context) => {
      const { experiment, name } = one(random, context.users)
      return search([context.experimentIds[experiment]!], `user = '${name}'`)
    },
  },
  list('feedback', (random) => `feedback.correct = '${one(random, ['true', 'false'])}'`),
  list('before a moment', (random, context) => `timestamp_ms < ${aMoment(random, context)}`),
  list('failed in a time', (random, context) => {
    const moment = aMoment(random, context)
    return `status = 'ERROR' AND timestamp_ms < ${moment} AND timestamp_ms > ${moment - 3 * DAY_SECONDS * 1000}`
  }),
  list('slowest', () => '', { order_by: ['execution_time_ms DESC'] }),
  {
    name: 'list: newest of everything',
    group: 'list',
    goalMillis: LIST_GOAL,
    ask: (_random, context) => search(everything(context), ''),
  },
  {
    name: 'open: a trace of 100 spans',
    group: 'open',
    goalMillis: 80,
    ask: (random, { workflowTraces }) => ({
      method: 'GET',
      path: `/api/3.0/mlflow/traces/get?trace_id=tr-${one(random, workflowTraces)}`,
    }),
  },
  ...dashboards,
  ...words('a middling word', 300, (random) => aWord(random, MIDDLING_RANKS)),
  ...words('a rare word', 300, (random) => aWord(random, RARE_RANKS)),
  ...words('a word of known count', 300, (random) => MARKERS[random.below(3)]!.text),
  ...words('three words', 300, (random) => Array.from({ length: 3 }, () => aWord(random, [100, 1000])).join(' ')),
  {
    name: 'four letters in one experiment',
    group: 'substring',
    goalMillis: 300,
    ask: (random, context) => search([anExperiment(random, context)], `text LIKE '%${fourLetters(random)}%'`),
  },
  {
    name: 'what is nowhere, in one experiment',
    group: 'substring',
    goalMillis: 300,
    ask: (random, context) => search([anExperiment(random, context)], `text LIKE '%xq${random.between(10, 99)}zj%'`),
  },
  {
    name: 'four letters in everything',
    group: 'substring',
    ask: (random, context) => search(everything(context), `text LIKE '%${fourLetters(random)}%'`),
  },
]
