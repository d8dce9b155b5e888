export type {
  Assessment,
  AssessmentChange,
  AssessmentError,
  AssessmentSource,
  AssessmentSourceType,
  AssessmentValue,
} from './assessment.ts'
export * from './attribute-names.ts'
export { numberAt, textAt } from './attributes.ts'
export type { Attributes, AttributeValue } from './attributes.ts'
export { payloadOfEvents, previewOfEvents } from './event-content.ts'
export type { EventContent } from './event-content.ts'
export type { Experiment, LifecycleStage } from './experiment.ts'
export type {
  ExperimentField,
  ExperimentFilter,
  ExperimentOrder,
  LoggedModelField,
  LoggedModelFilter,
  LoggedModelOrder,
  PromptField,
  PromptFilter,
  PromptOrder,
  PromptVersionField,
  PromptVersionFilter,
  PromptVersionOrder,
  RunField,
  RunFilter,
  RunOrder,
} from './entity-filters.ts'
export type { Comparison, Condition, FilterTree, Order } from './filter-tree.ts'
export type { AttributeKey, FieldRef, Filter, OrderBy, SpanKey, TraceCondition } from './filter.ts'
export {
  DEFAULT_EXPERIMENT_ID,
  experimentId,
  otelIdOfTrace,
  spanId,
  traceId,
  traceIdOfOtel,
  traceIdsToTry,
} from './ids.ts'
export type { Branded, ExperimentId, SpanId, TraceId } from './ids.ts'
export { isJsonText, jsonText } from './json-text.ts'
export type { JsonText } from './json-text.ts'
export type { Page } from './page.ts'
export type { LoggedModel, LoggedModelStatus, ModelMetric } from './logged-model.ts'
export { PROMPT_TAG } from './prompt.ts'
export type { Prompt, PromptVersion } from './prompt.ts'
export { RUN_NAME_TAG, RUN_STATUSES } from './run.ts'
export type { DatasetInput, Metric, ModelOutput, Run, RunId, RunInfo, RunStatus } from './run.ts'
export { addCost, dollars } from './span-cost.ts'
export type { ModelCall, Repricing, SpanCost, TraceCost } from './span-cost.ts'
export { SPAN_TYPES } from './span.ts'
export type { Span, SpanEvent, SpanKind, SpanLink, SpanType, StatusCode, TraceFacts } from './span.ts'
export { summarizeTrace } from './summarize-trace.ts'
export type { SummarySpan } from './summarize-trace.ts'
export { millisBetween, millisOfNanos, nanosOfMillis, unixMillis, unixNanos } from './time.ts'
export type { UnixMillis, UnixNanos } from './time.ts'
export { addUsage, TOKEN_COUNT_NAMES } from './token-usage.ts'
export type { TokenUsage } from './token-usage.ts'
export { changeAssessment } from './trace-edit.ts'
export type { TraceEdit } from './trace-edit.ts'
export type { TraceInfo, TraceRecord, TraceState } from './trace-info.ts'
export { AGGREGATION_KINDS, METRICS } from './trace-metric.ts'
export type {
  Aggregation,
  AggregationKind,
  MetricDimension,
  MetricKind,
  MetricPoint,
  MetricSubject,
  MetricView,
} from './trace-metric.ts'
export { buildTraceTree } from './trace-tree.ts'
export type { TreeNode } from './trace-tree.ts'
