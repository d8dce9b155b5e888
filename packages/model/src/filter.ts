/** What a trace search compares; `key` of tags and metadata is any text. */
export type FieldRef =
  | { readonly entity: 'attribute'; readonly key: AttributeKey }
  | { readonly entity: 'tag' | 'metadata'; readonly key: string }
  | { readonly entity: 'span'; readonly key: 'name' | 'type' | 'status' }
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
  | 'run_id'
  | 'text'

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** A trace search as a tree: parsed once, compiled for each engine. */
export type Filter =
  | {
      readonly kind: 'compare'
      readonly field: FieldRef
      readonly operator: Comparison
      readonly value: string | number
    }
  | { readonly kind: 'like'; readonly field: FieldRef; readonly pattern: string; readonly ignoreCase: boolean }
  /** A regular expression found anywhere in the text, RE2's syntax. */
  | { readonly kind: 'matches'; readonly field: FieldRef; readonly pattern: string }
  | { readonly kind: 'in'; readonly field: FieldRef; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'exists'; readonly field: FieldRef; readonly negated: boolean }
  | { readonly kind: 'and'; readonly parts: readonly Filter[] }

export interface OrderBy {
  readonly field: FieldRef
  readonly descending: boolean
}
