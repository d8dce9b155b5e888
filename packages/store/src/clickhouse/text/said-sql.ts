import type { Binder } from '../binder.ts'
import { VALUES } from '../payload/content-hash.ts'
import type { SaidCounts } from './count-said.ts'
import { KEY_MARK, VALUE_SEPARATOR } from '../payload/span-values.ts'
import { partsWithin, type TextScope } from './text-scope.ts'
import { hasWords, INDEXED_VALUES, INDEXED_WORDS, wordsOf } from './words.ts'

interface SaysWords {
  /** SQL over `parts`: the part says all words. */
  readonly parts: string
  /** SQL over `parts`: one value of the span says all words. */
  readonly values: string
  /** SQL over `parts`: all words are said, maybe not by one value. */
  readonly mayBeValues: string
  /** SQL that gives such values, in an array. */
  readonly ofValues: string
}

/** Where all words of `text` are said. Undefined if it has no words. */
export function saysWords(text: string, scope: TextScope, binder: Binder): SaysWords | undefined {
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined
  const words = binder.bind(text, 'String')
  const within = partsWithin(scope, binder)
  const isKey = `startsWith(v, ${binder.bind(KEY_MARK, 'String')})`
  const saying = `arrayFilter(v -> NOT ${isKey} AND ${hasWords('v', words)},
    splitByChar(${binder.bind(VALUE_SEPARATOR, 'String')}, body))`
  const mayBeValues = `${within} AND conversation = '${VALUES}' AND hasAllTokens(${INDEXED_VALUES}, ${wordsOf(words)})`
  return {
    parts: `${within} AND hasAllTokens(${INDEXED_WORDS}, ${wordsOf(words)})`,
    values: `${mayBeValues} AND notEmpty(${saying})`,
    mayBeValues,
    ofValues: `(SELECT groupUniqArrayArray(${saying}) FROM parts WHERE ${mayBeValues})`,
  }
}

/**
 * SQL over `traces`: some span says all words. What everybody repeats is found where it is a name or a model. `counts`, if
 * they are known, tell what need not be looked for.
 */
export function traceSays(text: string, scope: TextScope, binder: Binder, counts: SaidCounts | undefined): string {
  return whereSaid(text, scope, binder, counts, 'trace_id', 'arrayConcat(span_names, models)')
}

/** SQL over `spans`: the span says all words. */
export function spanSays(text: string, scope: TextScope, binder: Binder, counts: SaidCounts | undefined): string {
  return whereSaid(text, scope, binder, counts, 'concat(span_id, trace_id)', "[name, ifNull(model, '')]")
}

/** `id`: SQL over `parts` and over the rows that are looked for. `names`: SQL over the latter, what values may be in. */
function whereSaid(
  text: string,
  scope: TextScope,
  binder: Binder,
  counts: SaidCounts | undefined,
  id: string,
  names: string,
): string {
  const says = saysWords(text, scope, binder)
  if (says === undefined) return 'true'
  const inParts = `${id} IN (SELECT ${id} FROM parts WHERE ${says.parts})`
  if (counts?.values === 0) return counts.parts === 0 ? 'false' : inParts
  return `(${id} IN (
      SELECT ${id} FROM parts WHERE ${says.parts} UNION ALL SELECT ${id} FROM parts WHERE ${says.values}
    ) OR hasAny(${names}, ${says.ofValues}))`
}
