export interface ReasonedDifference {
  /** Of `family api: case`; `*` stands for any text. */
  readonly call: string
  /** Of the path within what the call gave; `*` stands for any text. */
  readonly path: string
  /** What must hold between the two besides: ours begins with theirs, or both are the same JSON but for its layout. */
  readonly but?: 'ours says more' | 'other layout of JSON'
  readonly reason: string
  /** Ours on purpose, or not built yet. */
  readonly kind: 'chosen' | 'missing'
}

type Chosen = Omit<ReasonedDifference, 'kind' | 'reason'>

/** Rows that share a reason, of what is so on purpose. */
export const chosen = (reason: string, ...rows: readonly Chosen[]): readonly ReasonedDifference[] =>
  rows.map((row) => ({ ...row, reason, kind: 'chosen' }))

/** Calls that fail because of what is not built yet. */
const missing = (reason: string, ...calls: readonly string[]): readonly ReasonedDifference[] =>
  calls.map((call) => ({ call, path: '*', reason, kind: 'missing' }))

/** Every way in which Loupe may answer MLflow's client otherwise than MLflow's server does. One that no call shows is an error. */
export const REASONED_DIFFERENCES: readonly ReasonedDifference[] = [
  ...chosen(
    'A refusal of a filter or an order also tells the place and what to write instead',
    { call: '* MlflowClient.search_*: filter *', path: 'error/message', but: 'ours says more' },
    { call: '* MlflowClient.search_*: order *', path: 'error/message', but: 'ours says more' },
    { call: 'metrics *', path: 'error/message', but: 'ours says more' },
  ),
  ...chosen(
    'What MLflow’s grammar lacks works: OR, NOT, brackets, IN for tags and metadata, operators in any case, text by itself',
    { call: '* MlflowClient.search_*: filter * OR *', path: '*' },
    { call: "experiments *: filter name IN ('alpha')", path: '*' },
    { call: "experiments *: filter (name = 'alpha')", path: '*' },
    { call: "search *: filter (status = 'OK')", path: '*' },
    { call: "search *: filter NOT status = 'OK'", path: '*' },
    { call: "search *: filter tag.env IN ('prod')", path: '*' },
    { call: "search *: filter metadata.build IN ('x')", path: '*' },
    { call: "search *: filter span.name like '%ear%'", path: '*' },
    { call: "search *: filter span.name in ('search')", path: '*' },
    { call: "search *: filter text LIKE '%refund%'", path: '*' },
    { call: "search *: order ['end_time']", path: '*' },
  ),
  ...chosen(
    'Conditions on span attributes mean what they say; MLflow compares a pattern with them, or fails',
    { call: 'search *: filter span.attributes.model = *', path: 'value/*' },
    { call: 'search *: filter span.attributes.model != *', path: 'value/*' },
    { call: 'search *: filter span.attributes.model IN *', path: '*' },
  ),
  ...chosen('Text is searched as it was said, not with the backslashes of JSON', {
    call: 'search *: filter trace.text LIKE \'%"quoted"%\'',
    path: 'value/0',
  }),
  ...chosen('tag.name is the tag `name`; MLflow takes it for the name of the trace', {
    call: "search *: filter tag.name = 'chat'",
    path: 'value/*',
  }),
  ...chosen('A regular expression that cannot be read is refused; SQLite finds nothing by it', {
    call: "search *: filter name RLIKE '('",
    path: '*',
  }),
  ...chosen(
    'Names of keys and kinds that are listed in a refusal are those of Loupe, which has more',
    { call: 'search *: filter bar = *', path: 'error/message' },
    { call: 'search *: filter *.* = *', path: 'error/message' },
    { call: 'search *: filter trace_id = *', path: 'error/message' },
    { call: 'search *: filter experiment_id = *', path: 'error/message' },
    { call: 'search *: filter status = 5', path: 'error/message' },
    { call: 'search *: filter name LIKE 5', path: 'error/message' },
    { call: "search *: order ['foo']", path: 'error/message' },
    { call: 'experiments *: filter creation_time LIKE 5', path: 'error/message' },
    { call: "runs *: order ['nonsense']", path: 'error/message' },
  ),
  ...chosen(
    'The parts of a clause that cannot be read are told as they stand',
    { call: 'search *: filter /* c */ *', path: 'error/message' },
    { call: "search *: filter name = 'unclosed", path: 'error/message' },
    { call: "search *: filter status = 'OK' , name = 'x'", path: 'error/message' },
    { call: 'search *: filter timestamp > *', path: 'error/message' },
    { call: 'search *: filter timestamp = 1.5', path: 'error/message' },
    { call: 'experiments *: filter name', path: 'error/message' },
  ),
  ...chosen('A refusal of a page size names the bound', { call: 'search *: 501 results', path: 'error/message' }),
  ...chosen(
    'A mistake of the caller is told as one; MLflow fails with 500, which clients try again for minutes',
    { call: 'search *: an id that is no number', path: 'error/*' },
    { call: "search *: order ['name', 'name DESC']", path: 'error/*' },
    { call: 'experiments MlflowClient.rename_experiment: a deleted one', path: 'error/*' },
  ),
  ...chosen(
    'A refusal says what is wrong, not the text of an SQL error',
    { call: 'experiments mlflow.create_experiment: a name that is taken', path: 'error/message' },
    { call: 'experiments mlflow.create_experiment: the name of a deleted one', path: 'error/message' },
    { call: 'experiments MlflowClient.rename_experiment: a name that is taken', path: 'error/*' },
    { call: 'traces MlflowClient.set_trace_tag: an unknown trace', path: 'error/*' },
  ),
  ...chosen(
    'Places of artifacts with parameters or with .. in their path are refused, those with an odd query are not',
    { call: 'experiments mlflow.create_experiment: artifacts at *', path: '*' },
  ),
  ...chosen('What went wrong in a trace is also told by its metadata', {
    call: 'tracing *',
    path: 'value/info/trace_metadata/loupe.trace.error',
  }),
  ...chosen('JSON has no NaN and no infinity: they are kept by their names', {
    call: 'tracing *: inputs and outputs: numbers that are none',
    path: 'value/spans/0/attributes/mlflow.span*',
  }),
  ...chosen('The same JSON, without spaces', {
    call: 'tracing *: a model with a price',
    path: 'value/info/trace_metadata/mlflow.trace.cost',
    but: 'other layout of JSON',
  }),
  ...chosen('A trace tag is answered whole; MLflow cuts it to 4096 characters', {
    call: 'traces MlflowClient.set_trace_tag: a long value',
    path: 'value',
    but: 'ours says more',
  }),
  ...chosen('Names of assessments are bounded at 250 characters everywhere, as on MLflow’s other databases', {
    call: 'assessments mlflow.log_feedback: a name of 251',
    path: '*',
  }),
  ...chosen('An expected number is found by its text, as feedback is', {
    call: "assessments *: filter expectation.answer = '42'",
    path: 'value/0',
  }),
  ...chosen(
    'Whole numbers beyond 64 bits, which OTLP does not have and MLflow’s client sends by a file, are kept as doubles',
    { call: 'tracing *: a number beyond 64 bits', path: 'value/spans/0/attributes/*' },
    { call: 'tracing *: a number beyond 64 bits', path: 'value/info/tags/mlflow.trace.spansLocation' },
  ),
  ...chosen(
    'Wording of what the client only passes on',
    { call: 'runs MlflowClient.list_artifacts: above the root', path: 'error/message' },
    { call: 'runs mlflow.artifacts.load_text: an unknown one', path: 'error/message' },
  ),
  ...chosen('A number is told by its value: 1, not 1.0', {
    call: 'metrics *assessment_value*',
    path: 'value/*/dimensions/assessment_value',
  }),
  ...missing('There is no registry of trained models; prompts, which MLflow keeps in it, are there', 'registry *'),
  ...missing(
    'Datasets for evaluation, stored scorers, issues and webhooks are not built',
    'elsewhere *',
    'assessments mlflow.log_issue: *',
  ),
]
