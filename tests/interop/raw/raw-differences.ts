import { chosen, type ReasonedDifference } from '../compare/differences.ts'

const ALL = { path: '*' }

/** Like REASONED_DIFFERENCES, of requests by hand. */
export const RAW_DIFFERENCES: readonly ReasonedDifference[] = [
  ...chosen(
    'sqlstate and error_class are for MLflow’s own dashboards; its client derives them from the code',
    { call: 'raw *', path: 'value/body/sqlstate' },
    { call: 'raw *', path: 'value/body/error_class' },
  ),
  ...chosen('There are no workspaces', { call: 'raw experiments: *', path: 'value/body/experiment/workspace' }),
  ...chosen(
    'A body that cannot be read, or a value of another type, is refused; MLflow drops it, or fails with 500',
    { call: 'raw request: broken JSON', path: 'value/body/message' },
    { call: 'raw request: null', path: 'value/body/message' },
    { call: 'raw request: a list', ...ALL },
    { call: 'raw request: a number', ...ALL },
    { call: 'raw request: a fraction where a number is due', path: 'value/body/message' },
    { call: 'raw request: an unknown enum', ...ALL },
    { call: 'raw traces: T11 with a version that is a word', ...ALL },
    { call: 'raw wrong traces: *', ...ALL },
    { call: 'raw assessments: T12 without a name', ...ALL },
    { call: 'raw assessments: T12 with an unknown kind of source', ...ALL },
  ),
  ...chosen(
    'An endpoint is there under one method: the one by which MLflow’s clients call it',
    { call: 'raw request: JSON within a JSON text', ...ALL },
    { call: 'raw experiments: another method', path: 'value/status' },
  ),
  ...chosen(
    'On /v1/traces the OTLP specification wins: other statuses for other mistakes, none for an empty request, partial success',
    { call: 'raw otlp: an unknown encoding', path: 'value/status' },
    { call: 'raw otlp: nothing', path: 'value/status' },
    { call: 'raw otlp: another content type', path: 'value/status' },
    { call: 'raw otlp: a span without ids', path: 'value/status' },
  ),
  ...chosen('Spans that name no experiment belong to the default one', {
    call: 'raw otlp: no experiment',
    path: 'value/status',
  }),
  ...chosen(
    'An answer holds the tags that its request brought; MLflow’s has those of before',
    { call: 'raw traces: T1*', path: 'value/body/trace/trace_info/tags/*' },
    { call: 'raw order: T1 again', path: 'value/body/trace/trace_info/tags/*' },
  ),
  ...chosen('A refusal of a page size names the bound', {
    call: 'raw traces: T6 for too many',
    path: 'value/body/message',
  }),
  ...chosen(
    'A refusal of an order also tells the place and what to write instead',
    { call: 'raw traces: T6 by a bad order', path: 'value/body/message', but: 'ours says more' },
    { call: 'raw traces: T6 by a bad order', path: 'value/body/position' },
    { call: 'raw traces: T6 by a bad order', path: 'value/body/hint' },
  ),
  ...chosen('A source has an id, if only the default one', {
    call: 'raw assessments: T12 without a source',
    path: 'value/body/assessment/source/source_id',
  }),
  ...chosen(
    'Clients that ask for the old form of a trace know nothing of where its spans are: they read traces.json',
    { call: 'raw 2.0 traces: T20', path: 'value/body/trace_info/tags/*' },
    { call: 'raw 2.0 traces: T21', path: 'value/body/traces/0/tags/*' },
  ),
  ...chosen('A trace that runs has no duration', {
    call: 'raw 2.0 traces: T18',
    path: 'value/body/trace_info/execution_time_ms',
  }),
  ...chosen('A path that leads out of the artifacts is no path of the API', {
    call: 'raw artifacts: climb by *',
    path: 'value/status',
  }),
]
