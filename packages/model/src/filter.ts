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

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What a filter says of one field. All but `exists` need the field to be there: `!=` does not hold of what is absent. */
export type Condition =
  | {
      readonly kind: 'compare'
      readonly field: FieldRef
      readonly operator: Comparison
      /** A number compares as a number, also with a text that is one. */
      readonly value: string | number
    }
  | { readonly kind: 'like'; readonly field: FieldRef; readonly pattern: string; readonly ignoreCase: boolean }
  /** A regular expression found anywhere in the text, RE2's syntax. */
  | { readonly kind: 'matches'; readonly field: FieldRef; readonly pattern: string }
  | { readonly kind: 'in'; readonly field: FieldRef; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'exists'; readonly field: FieldRef; readonly negated: boolean }

/**
 * A trace search as a tree: parsed once, compiled for each engine. Every node is true or false of a trace, so that `not`
 * is exactly the rest. A condition on spans or their text that stands in no `span` holds if any span satisfies it.
 */
export type Filter =
  | Condition
  /** All words of `text`, in any case and order, were said in one message or value: see design.md §4. */
  | { readonly kind: 'says'; readonly text: string }
  /** No parts: every trace. */
  | { readonly kind: 'and'; readonly parts: readonly Filter[] }
  /** No parts: no trace. */
  | { readonly kind: 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  /**
   * One and the same span satisfies `where`, in which stand only conditions on spans, their attributes and their text,
   * and `and`, `or`, `not` of them: there they speak of that span.
   */
  | { readonly kind: 'span'; readonly where: Filter }

export interface OrderBy {
  readonly field: FieldRef
  readonly descending: boolean
}
