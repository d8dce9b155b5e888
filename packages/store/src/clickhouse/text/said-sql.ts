import type { Binder } from '../binder.ts'
import { VALUES } from '../payload/content-hash.ts'
import { KEY_MARK, VALUE_SEPARATOR } from '../payload/span-values.ts'
import { type TextScope, withinScope } from './text-scope.ts'
import { hasWords, INDEXED_WORDS, wordsOf } from './words.ts'

interface SaysWords {
  /** SQL over `parts`: the part says all words, or one value of the span does. */
  readonly parts: string
  /** SQL that gives the values which say all words, in an array. */
  readonly values: string
}

/** Where all words of `text` are said. Undefined if it has no words. */
function saysWords(text: string, scope: TextScope, binder: Binder): SaysWords | undefined {
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined
  const words = binder.bind(text, 'String')
  const isKey = `startsWith(v, ${binder.bind(KEY_MARK, 'String')})`
  const saying = `arrayFilter(v -> NOT ${isKey} AND ${hasWords('v', words)},
    splitByChar(${binder.bind(VALUE_SEPARATOR, 'String')}, body))`
  const indexed = `${withinScope(scope, binder)} AND hasAllTokens(${INDEXED_WORDS}, ${wordsOf(words)})`
  return {
    parts: `${indexed} AND (conversation != toUUID('${VALUES}') OR notEmpty(${saying}))`,
    values: `(SELECT groupUniqArrayArray(${saying}) FROM parts WHERE ${indexed} AND conversation = toUUID('${VALUES}'))`,
  }
}

/** SQL over `traces`: some span says all words. What everybody repeats is found where it is a name or a model. */
export function traceSays(text: string, scope: TextScope, binder: Binder): string {
  const says = saysWords(text, scope, binder)
  if (says === undefined) return 'true'
  return `(trace_id IN (SELECT trace_id FROM parts WHERE ${says.parts})
    OR hasAny(arrayConcat(span_names, models), ${says.values}))`
}

/** SQL over `spans`: the span says all words. */
export function spanSays(text: string, scope: TextScope, binder: Binder): string {
  const says = saysWords(text, scope, binder)
  if (says === undefined) return 'true'
  return `(concat(span_id, trace_id) IN (SELECT concat(span_id, trace_id) FROM parts WHERE ${says.parts})
    OR hasAny([name, ifNull(model, '')], ${says.values}))`
}
