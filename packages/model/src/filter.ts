import type { Condition, FilterTree, Order } from './filter-tree.ts'

/** What a trace search compares; `key` of tags, metadata and span attributes is any text. */
export type FieldRef =
  | { readonly entity: 'attribute'; readonly key: AttributeKey }
  | { readonly entity: 'tag' | 'metadata'; readonly key: string }
  | { readonly entity: 'span'; readonly key: SpanKey }
  /** The value of that attribute as text; JSON text of a list or an object. */
  | { readonly entity: 'span-attribute'; readonly key: string }
  /** The valid assessments of that name; of an issue, `key` is the word `id`. */
  | { readonly entity: 'feedback' | 'expectation' | 'issue'; readonly key: string }

export type AttributeKey =
  | 'request_id'
  /** To order by. */
  | 'experiment_id'
  | 'client_request_id'
  | 'name'
  | 'status'
  | 'timestamp_ms'
  | 'execution_time_ms'
  | 'end_time_ms'
  /** The run that the trace was made in; `=` and IN also find the runs that it was linked to later. */
  | 'run_id'
  /** `name/version` of a linked prompt; only `=`. */
  | 'prompt'
  | 'session'
  | 'user'
  /** Of any span. */
  | 'model'
  | 'span_count'
  | 'input_tokens'
  | 'output_tokens'
  | 'total_tokens'
  /** In US dollars. */
  | 'cost'
  /** The whole text of a span (design.md §4). */
  | 'text'

export type SpanKey =
  | 'name'
  | 'type'
  | 'status'
  | 'model'
  | 'provider'
  | 'duration_ms'
  | 'input_tokens'
  | 'output_tokens'
  | 'total_tokens'
  /** In US dollars. */
  | 'cost'

/** What a filter says of one field of a trace or its spans. */
export type TraceCondition = Condition<FieldRef>

/**
 * A trace search as a tree: parsed once, compiled for each engine. A condition on spans or their text that stands in no
 * `span` holds if any span satisfies it.
 */
export type Filter = FilterTree<
  | TraceCondition
  /** All words of `text`, in any case and order, were said in one message or value: see design.md §4. */
  | { readonly kind: 'says'; readonly text: string }
  /**
   * One and the same span satisfies `where`, in which stand only conditions on spans, their attributes and their text,
   * and `and`, `or`, `not` of them: there they speak of that span.
   */
  | { readonly kind: 'span'; readonly where: Filter }
>

export type OrderBy = Order<FieldRef>
