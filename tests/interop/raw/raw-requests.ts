import { gzipSync } from 'node:zlib'
import { writeTraceRequest } from '@loupe-ai/wire'

export interface RawRequest {
  readonly group: string
  readonly title: string
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text or bytes go as they are, anything else as JSON. `$EXPERIMENT` in paths and texts is the id of the first one. */
  readonly body?: unknown
  /** Only the status is compared: bodies differ by design. */
  readonly statusOnly?: boolean
}

const TRACE_ID = 'tr-0af7651916cd43dd8448eb211c80319c'
const OTHER_ID = 'tr-2bf7651916cd43dd8448eb211c80319c'
const LATE_ID = 'tr-4bf7651916cd43dd8448eb211c80319c'
const SPAN_ID = '00f067aa0ba902b7'
const START_NANOS = 1_767_225_600_000_000_000n
const EXPERIMENTS = '/api/2.0/mlflow/experiments'
const TRACES = '/api/3.0/mlflow/traces'
const TRACES_2 = '/api/2.0/mlflow/traces'
const JSON_TYPE = { 'content-type': 'application/json' }

const post = (group: string, title: string, path: string, body: unknown): RawRequest => ({
  group,
  title,
  method: 'POST',
  path,
  headers: JSON_TYPE,
  body,
})

const get = (group: string, title: string, path: string): RawRequest => ({ group, title, method: 'GET', path })

const withBody = (method: string, group: string, title: string, path: string, body: unknown): RawRequest => ({
  ...post(group, title, path, body),
  method,
})

const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '$EXPERIMENT' } }]

const info = (fields: Readonly<Record<string, unknown>> = {}): unknown => ({
  trace: {
    trace_info: {
      trace_id: TRACE_ID,
      trace_location: locations[0],
      request_time: '2026-01-01T00:00:00.123Z',
      execution_duration: '100.500s',
      state: 'OK',
      request_preview: 'asked',
      response_preview: 'answered',
      client_request_id: 'r-1',
      trace_metadata: { 'mlflow.trace.session': 's-1', m: 'v' },
      tags: { 'mlflow.traceName': 'named', t: 'v' },
      ...fields,
    },
  },
})

const spans = (traceId = TRACE_ID.slice(3)): Uint8Array =>
  writeTraceRequest({
    resourceSpans: [
      {
        resource: { 'service.name': 'raw' },
        scopeSpans: [
          {
            scope: { name: 'raw' },
            spans: [
              {
                traceId,
                spanId: SPAN_ID,
                parentSpanId: '',
                traceState: '',
                name: 'root',
                kind: 1,
                startTimeUnixNano: START_NANOS,
                endTimeUnixNano: START_NANOS + 100_500_000_000n,
                attributes: { 'mlflow.spanInputs': '{"a":1}', 'mlflow.spanType': '"LLM"' },
                events: [{ name: 'e', timeUnixNano: START_NANOS + 1n, attributes: { n: 1n } }],
                links: [],
                status: { code: 1, message: '' },
              },
            ],
          },
        ],
      },
    ],
  })

const otlp = (title: string, headers: Readonly<Record<string, string>>, body: unknown): RawRequest => ({
  group: 'otlp',
  title,
  method: 'POST',
  path: '/v1/traces',
  headers,
  body,
  statusOnly: true,
})

const PROTOBUF = { 'content-type': 'application/x-protobuf', 'x-mlflow-experiment-id': '$EXPERIMENT' }

const MISSING_TRACE = 'tr-00000000000000000000000000000000'

/** Good and bad requests by hand, in the order in which they are sent (mlflow-wire.md §1 to §7, §10). */
export const RAW_REQUESTS: readonly RawRequest[] = [
  { ...get('server', 'health', '/health'), statusOnly: true },
  get('server', 'version', '/version'),
  { ...get('server', 'what it can do', '/api/3.0/mlflow/server-info'), statusOnly: true },
  { ...get('server', 'an unknown endpoint', '/api/2.0/mlflow/none'), statusOnly: true },
  { ...get('server', 'an unknown version', '/api/9.0/mlflow/experiments/get'), statusOnly: true },

  post('request', 'no content', `${EXPERIMENTS}/create`, ''),
  post('request', 'broken JSON', `${EXPERIMENTS}/create`, '{"name":'),
  post('request', 'a list', `${EXPERIMENTS}/create`, '[]'),
  post('request', 'a number', `${EXPERIMENTS}/create`, '5'),
  post('request', 'null', `${EXPERIMENTS}/create`, 'null'),
  post('request', 'JSON within a JSON text', `${EXPERIMENTS}/get-by-name`, '"{}"'),
  { ...post('request', 'no content type', `${EXPERIMENTS}/create`, '{"name":"x"}'), headers: {} },
  {
    ...post('request', 'a content type of text', `${EXPERIMENTS}/create`, '{"name":"x"}'),
    headers: { 'content-type': 'text/plain' },
  },
  {
    ...post('request', 'a content type with a charset', `${EXPERIMENTS}/create`, '{"name":"with a charset"}'),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  },
  post('request', 'an unknown field', `${EXPERIMENTS}/create`, { name: 'with an unknown field', unknown: { a: 1 } }),
  post('request', 'a required field is missing', `${EXPERIMENTS}/create`, {}),
  post('request', 'a required field is null', `${EXPERIMENTS}/create`, { name: null }),
  post('request', 'a number where a text is due', `${EXPERIMENTS}/create`, { name: 5 }),
  post('request', 'a list where a text is due', `${EXPERIMENTS}/create`, { name: ['a'] }),
  post('request', 'a text where a list is due', `${EXPERIMENTS}/create`, { name: 'a', tags: 'b' }),
  post('request', 'an object where a list is due', `${EXPERIMENTS}/create`, { name: 'a', tags: { k: 'v' } }),
  post('request', 'a text where a number is due', `${EXPERIMENTS}/search`, { max_results: 'many' }),
  post('request', 'digits where a number is due', `${EXPERIMENTS}/search`, {
    max_results: '1',
    view_type: 'DELETED_ONLY',
  }),
  post('request', 'a fraction where a number is due', `${EXPERIMENTS}/search`, { max_results: 1.5 }),
  post('request', 'an enum by its number', `${EXPERIMENTS}/search`, { max_results: 1, view_type: 2 }),
  post('request', 'names in camelCase', `${EXPERIMENTS}/search`, { maxResults: 1, viewType: 'DELETED_ONLY' }),
  post('request', 'an unknown enum', `${EXPERIMENTS}/search`, { max_results: 1, view_type: 'NONE' }),

  post('experiments', 'create', `${EXPERIMENTS}/create`, { name: 'raw', tags: [{ key: 'k', value: 'v' }] }),
  get('experiments', 'get', `${EXPERIMENTS}/get?experiment_id=$EXPERIMENT`),
  get('experiments', 'get without an id', `${EXPERIMENTS}/get`),
  get('experiments', 'get an unknown one', `${EXPERIMENTS}/get?experiment_id=999999`),
  get('experiments', 'get a word', `${EXPERIMENTS}/get?experiment_id=abc`),
  get('experiments', 'get by name', `${EXPERIMENTS}/get-by-name?experiment_name=raw`),
  get('experiments', 'get by an unknown name', `${EXPERIMENTS}/get-by-name?experiment_name=none`),
  get('experiments', 'get by no name', `${EXPERIMENTS}/get-by-name`),
  get('experiments', 'search by GET', `${EXPERIMENTS}/search?max_results=1&view_type=DELETED_ONLY`),
  post('experiments', 'search without a size', `${EXPERIMENTS}/search`, {}),
  post('experiments', 'search for too many', `${EXPERIMENTS}/search`, { max_results: 50_001 }),
  post('experiments', 'search by a bad page token', `${EXPERIMENTS}/search`, { max_results: 1, page_token: 'x' }),
  post('experiments', 'rename to nothing', `${EXPERIMENTS}/update`, { experiment_id: '$EXPERIMENT' }),
  post('experiments', 'a tag', `${EXPERIMENTS}/set-experiment-tag`, {
    experiment_id: '$EXPERIMENT',
    key: 'a',
    value: 'b',
  }),
  post('experiments', 'a tag without a key', `${EXPERIMENTS}/set-experiment-tag`, {
    experiment_id: '$EXPERIMENT',
    value: 'b',
  }),
  post('experiments', 'a tag without a value', `${EXPERIMENTS}/set-experiment-tag`, {
    experiment_id: '$EXPERIMENT',
    key: 'b',
  }),
  post('experiments', 'no tag any more', `${EXPERIMENTS}/delete-experiment-tag`, {
    experiment_id: '$EXPERIMENT',
    key: 'a',
  }),
  post('experiments', 'delete an unknown one', `${EXPERIMENTS}/delete`, { experiment_id: '999999' }),
  { ...get('experiments', 'under /ajax-api', '/ajax-api/2.0/mlflow/experiments/get?experiment_id=$EXPERIMENT') },
  { ...get('experiments', 'another method', `${EXPERIMENTS}/create`), statusOnly: true },

  otlp('protobuf', PROTOBUF, spans()),
  otlp('gzip', { ...PROTOBUF, 'content-encoding': 'gzip' }, gzipSync(spans())),
  otlp('broken gzip', { ...PROTOBUF, 'content-encoding': 'gzip' }, 'no gzip'),
  otlp('an unknown encoding', { ...PROTOBUF, 'content-encoding': 'br' }, spans()),
  otlp('broken protobuf', PROTOBUF, 'no protobuf'),
  otlp('nothing', PROTOBUF, ''),
  otlp('another content type', { 'x-mlflow-experiment-id': '$EXPERIMENT', 'content-type': 'text/plain' }, spans()),
  otlp('no experiment', { 'content-type': 'application/x-protobuf' }, spans('2af7651916cd43dd8448eb211c80319c')),
  otlp(
    'an unknown experiment',
    { ...PROTOBUF, 'x-mlflow-experiment-id': '999999' },
    spans('3af7651916cd43dd8448eb211c80319c'),
  ),
  otlp(
    'JSON',
    { ...JSON_TYPE, 'x-mlflow-experiment-id': '$EXPERIMENT' },
    {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '1bf7651916cd43dd8448eb211c80319c',
                  spanId: SPAN_ID,
                  name: 'json',
                  startTimeUnixNano: String(START_NANOS),
                  endTimeUnixNano: String(START_NANOS + 1n),
                },
              ],
            },
          ],
        },
      ],
    },
  ),
  otlp('broken JSON', { ...JSON_TYPE, 'x-mlflow-experiment-id': '$EXPERIMENT' }, '{'),
  otlp(
    'a span without ids',
    { ...JSON_TYPE, 'x-mlflow-experiment-id': '$EXPERIMENT' },
    {
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'no ids' }] }] }],
    },
  ),

  post('traces', 'T1', TRACES, info()),
  post('traces', 'T1 again', TRACES, info()),
  post('traces', 'T1 with other tags and no preview', TRACES, info({ tags: { u: 'w' }, request_preview: undefined })),
  get('traces', 'T2', `${TRACES}/${TRACE_ID}?trace_id=${TRACE_ID}`),
  get('traces', 'T2, an unknown one', `${TRACES}/${MISSING_TRACE}`),
  get('traces', 'T3', `${TRACES}/get?trace_id=${TRACE_ID}`),
  get('traces', 'T3, partial in capitals', `${TRACES}/get?trace_id=${TRACE_ID}&allow_partial=True`),
  get('traces', 'T3, partial by another word', `${TRACES}/get?trace_id=${TRACE_ID}&allow_partial=yes`),
  get('traces', 'T3, an unknown one', `${TRACES}/get?trace_id=${MISSING_TRACE}`),
  get('traces', 'T3 without an id', `${TRACES}/get`),
  get('traces', 'T4', `${TRACES}/batchGet?trace_ids=${TRACE_ID}&trace_ids=${MISSING_TRACE}`),
  get('traces', 'T4, unknown ones', `${TRACES}/batchGet?trace_ids=${MISSING_TRACE}`),
  get('traces', 'T4 without ids', `${TRACES}/batchGet`),
  post('traces', 'T5', `${TRACES}/batchGetInfos`, { trace_ids: [MISSING_TRACE, TRACE_ID] }),
  post('traces', 'T5 without ids', `${TRACES}/batchGetInfos`, {}),
  post('traces', 'T6', `${TRACES}/search`, { locations, filter: "name = 'named'" }),
  post('traces', 'T6 of nothing', `${TRACES}/search`, { locations, filter: "name = 'none'" }),
  post('traces', 'T6 without a place', `${TRACES}/search`, {}),
  post('traces', 'T6 with no places', `${TRACES}/search`, { locations: [] }),
  post('traces', 'T6 for too many', `${TRACES}/search`, { locations, max_results: 501 }),
  post('traces', 'T6 for none', `${TRACES}/search`, { locations, max_results: 0 }),
  post('traces', 'T6 by a bad page token', `${TRACES}/search`, { locations, page_token: 'x' }),
  post('traces', 'T6 by a bad order', `${TRACES}/search`, { locations, order_by: ['foo DOWN'] }),
  withBody('PATCH', 'traces', 'T8', `${TRACES}/${TRACE_ID}/tags`, { key: 'a', value: 'b' }),
  withBody('PATCH', 'traces', 'T8 under 2.0', `${TRACES_2}/${TRACE_ID}/tags`, { key: 'a', value: 'c' }),
  withBody('PATCH', 'traces', 'T8 without a key', `${TRACES}/${TRACE_ID}/tags`, { value: 'b' }),
  withBody('PATCH', 'traces', 'T8 of an immutable tag', `${TRACES}/${TRACE_ID}/tags`, {
    key: 'mlflow.trace.spansLocation',
    value: 'x',
  }),
  withBody('DELETE', 'traces', 'T9', `${TRACES}/${TRACE_ID}/tags`, { key: 'a' }),
  withBody('DELETE', 'traces', 'T9 again', `${TRACES_2}/${TRACE_ID}/tags`, { key: 'a' }),
  withBody('DELETE', 'traces', 'T9 of an immutable tag', `${TRACES}/${TRACE_ID}/tags`, {
    key: 'mlflow.trace.archiveLocation',
  }),
  post('traces', 'T10 under 2.0, an unknown run', `${TRACES_2}/link-to-run`, { trace_ids: [TRACE_ID], run_id: 'none' }),
  post('traces', 'T10 of too many', `${TRACES_2}/link-to-run`, {
    trace_ids: Array.from({ length: 101 }, (_, n) => `tr-${n}`),
    run_id: 'r',
  }),
  post('traces', 'T10 without a run', `${TRACES_2}/link-to-run`, { trace_ids: [TRACE_ID] }),
  post('traces', 'T11', `${TRACES_2}/link-prompts`, {
    trace_id: TRACE_ID,
    prompt_versions: [{ name: 'p', version: '1' }],
  }),
  post('traces', 'T11 with a version that is a word', `${TRACES_2}/link-prompts`, {
    trace_id: TRACE_ID,
    prompt_versions: [{ name: 'p', version: 'one' }],
  }),
  get('traces', 'get-trace-artifact without an id', '/ajax-api/3.0/mlflow/get-trace-artifact'),

  post('assessments', 'T12, a feedback', `${TRACES}/${TRACE_ID}/assessments`, assessment({ feedback: { value: 0.9 } })),
  post(
    'assessments',
    'T12, an expectation',
    `${TRACES}/${TRACE_ID}/assessments`,
    assessment({ expectation: { value: 'x' } }),
  ),
  post('assessments', 'T12, neither', `${TRACES}/${TRACE_ID}/assessments`, assessment({})),
  post(
    'assessments',
    'T12, both',
    `${TRACES}/${TRACE_ID}/assessments`,
    assessment({ feedback: { value: 1 }, expectation: { value: 1 } }),
  ),
  post(
    'assessments',
    'T12 without a name',
    `${TRACES}/${TRACE_ID}/assessments`,
    assessment({ assessment_name: undefined, feedback: { value: 1 } }),
  ),
  post(
    'assessments',
    'T12 without a source',
    `${TRACES}/${TRACE_ID}/assessments`,
    assessment({ source: undefined, feedback: { value: 1 } }),
  ),
  post(
    'assessments',
    'T12 with an unknown kind of source',
    `${TRACES}/${TRACE_ID}/assessments`,
    assessment({ source: { source_type: 'DOG' }, feedback: { value: 1 } }),
  ),
  post('assessments', 'T12 without an assessment', `${TRACES}/${TRACE_ID}/assessments`, {}),
  post(
    'assessments',
    'T12 of an unknown trace',
    `${TRACES}/${MISSING_TRACE}/assessments`,
    assessment({ trace_id: MISSING_TRACE, feedback: { value: 1 } }),
  ),
  get('assessments', 'T13, an unknown one', `${TRACES}/${TRACE_ID}/assessments/a-none`),
  get('assessments', 'T13 of an unknown trace', `${TRACES}/${MISSING_TRACE}/assessments/a-none`),
  withBody('PATCH', 'assessments', 'T14 of an unknown one', `${TRACES}/${TRACE_ID}/assessments/a-none`, {
    assessment: { assessment_id: 'a-none', trace_id: TRACE_ID, rationale: 'r' },
    update_mask: 'rationale',
  }),
  withBody('DELETE', 'assessments', 'T15 of an unknown one', `${TRACES}/${TRACE_ID}/assessments/a-none`, {}),

  post('2.0 traces', 'T18', TRACES_2, {
    experiment_id: '$EXPERIMENT',
    timestamp_ms: 1_767_225_600_000,
    request_metadata: [{ key: 'a', value: 'b' }],
    tags: [{ key: 't', value: 'v' }],
  }),
  post('2.0 traces', 'T18 in an unknown experiment', TRACES_2, { experiment_id: '999999', timestamp_ms: 1 }),
  get('2.0 traces', 'T20', `${TRACES_2}/${TRACE_ID}/info`),
  get('2.0 traces', 'T20, an unknown one', `${TRACES_2}/${MISSING_TRACE}/info`),
  get('2.0 traces', 'T21', `${TRACES_2}?experiment_ids=$EXPERIMENT&filter=name%20%3D%20%27named%27&max_results=5`),
  get('2.0 traces', 'T21 without an experiment', TRACES_2),
  withBody('PATCH', '2.0 traces', 'T19 of an unknown one', `${TRACES_2}/${MISSING_TRACE}`, {
    timestamp_ms: 5,
    status: 'OK',
  }),

  {
    group: 'artifacts',
    title: 'put',
    method: 'PUT',
    path: '/api/2.0/mlflow-artifacts/artifacts/$EXPERIMENT/x/a.txt',
    body: 'hello',
  },
  { ...get('artifacts', 'get', '/api/2.0/mlflow-artifacts/artifacts/$EXPERIMENT/x/a.txt'), statusOnly: true },
  {
    ...get('artifacts', 'get an unknown one', '/api/2.0/mlflow-artifacts/artifacts/$EXPERIMENT/x/none.txt'),
    statusOnly: true,
  },
  get('artifacts', 'list', '/api/2.0/mlflow-artifacts/artifacts?path=$EXPERIMENT/x'),
  get('artifacts', 'list an unknown folder', '/api/2.0/mlflow-artifacts/artifacts?path=$EXPERIMENT/none'),
  { ...get('artifacts', 'climb by dots', '/api/2.0/mlflow-artifacts/artifacts/../../secret'), statusOnly: true },
  {
    ...get('artifacts', 'climb by encoded dots', '/api/2.0/mlflow-artifacts/artifacts/%2e%2e/%2e%2e/secret'),
    statusOnly: true,
  },
  { ...get('artifacts', 'list by climbing', '/api/2.0/mlflow-artifacts/artifacts?path=../..'), statusOnly: true },
  { ...get('artifacts', 'an absolute path', '/api/2.0/mlflow-artifacts/artifacts//etc/passwd'), statusOnly: true },
  {
    group: 'artifacts',
    title: 'put a folder',
    method: 'PUT',
    path: '/api/2.0/mlflow-artifacts/artifacts/$EXPERIMENT/x/',
    body: 'hello',
    statusOnly: true,
  },
  {
    group: 'artifacts',
    title: 'delete',
    method: 'DELETE',
    path: '/api/2.0/mlflow-artifacts/artifacts/$EXPERIMENT/x/a.txt',
    statusOnly: true,
  },

  post('traces', 'T7 with nothing said', `${TRACES_2}/delete-traces`, { experiment_id: '$EXPERIMENT' }),
  post('traces', 'T7 by ids', `${TRACES_2}/delete-traces`, {
    experiment_id: '$EXPERIMENT',
    request_ids: [TRACE_ID, MISSING_TRACE],
  }),
  post('traces', 'T7 by ids again', `${TRACES}/delete-traces`, {
    experiment_id: '$EXPERIMENT',
    request_ids: [TRACE_ID],
  }),
  get('traces', 'T2, a deleted one', `${TRACES}/${TRACE_ID}`),

  post('order', 'T1 before its spans', TRACES, info({ trace_id: LATE_ID })),
  { ...otlp('spans after T1', PROTOBUF, spans(LATE_ID.slice(3))), group: 'order' },
  { ...otlp('spans again', PROTOBUF, spans(LATE_ID.slice(3))), group: 'order' },
  post(
    'order',
    'T1 again',
    TRACES,
    info({ trace_id: LATE_ID, tags: { again: 'yes' }, response_preview: 'answered again' }),
  ),
  get('order', 'T3 of it', `${TRACES}/get?trace_id=${LATE_ID}`),

  post(
    'wrong traces',
    'T1 in an unknown experiment',
    TRACES,
    info({
      trace_id: OTHER_ID,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '999999' } },
    }),
  ),
  post('wrong traces', 'T1 without an id', TRACES, info({ trace_id: undefined })),
  post('wrong traces', 'T1 without a place', TRACES, info({ trace_id: OTHER_ID, trace_location: undefined })),
  post('wrong traces', 'T1 with an unknown state', TRACES, info({ trace_id: OTHER_ID, state: 'GOOD' })),
  post('wrong traces', 'T1 with a bad time', TRACES, info({ trace_id: OTHER_ID, request_time: 'yesterday' })),
  post('wrong traces', 'T1 with a bad duration', TRACES, info({ trace_id: OTHER_ID, execution_duration: '5' })),
  post('wrong traces', 'T1 with a tag that is a number', TRACES, info({ trace_id: OTHER_ID, tags: { n: 5 } })),
  post('wrong traces', 'T1 with nothing', TRACES, {}),
  post('wrong traces', 'T1 with an empty trace', TRACES, { trace: {} }),
]

function assessment(fields: Readonly<Record<string, unknown>>): unknown {
  return {
    assessment: {
      assessment_name: 'quality',
      trace_id: TRACE_ID,
      source: { source_type: 'HUMAN', source_id: 'ann' },
      create_time: '2026-01-01T00:00:01Z',
      last_update_time: '2026-01-01T00:00:01Z',
      ...fields,
    },
  }
}
