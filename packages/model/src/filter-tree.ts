export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What a search says of one field. All but `exists` need the field to be there: `!=` does not hold of what is absent. */
export type Condition<Field> =
  | {
      readonly kind: 'compare'
      readonly field: Field
      readonly operator: Comparison
      /** A number compares as a number, also with a text that is one. */
      readonly value: string | number
    }
  /** `%` is any text, `_` one character; nothing escapes them. */
  | { readonly kind: 'like'; readonly field: Field; readonly pattern: string; readonly ignoreCase: boolean }
  /** A regular expression found anywhere in the text, RE2's syntax. Of traces only. */
  | { readonly kind: 'matches'; readonly field: Field; readonly pattern: string }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly string[]; readonly negated: boolean }
  /** Negated: it is absent. */
  | { readonly kind: 'exists'; readonly field: Field; readonly negated: boolean }

/** Every node is true or false of what is searched, so that `not` is exactly the rest. */
export type FilterTree<Leaf> =
  | Leaf
  /** No parts: everything. */
  | { readonly kind: 'and'; readonly parts: readonly FilterTree<Leaf>[] }
  /** No parts: nothing. */
  | { readonly kind: 'or'; readonly parts: readonly FilterTree<Leaf>[] }
  | { readonly kind: 'not'; readonly part: FilterTree<Leaf> }

export interface Order<Field> {
  readonly field: Field
  readonly descending: boolean
}
