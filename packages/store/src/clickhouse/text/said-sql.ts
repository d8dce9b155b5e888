import type { Binder } from '../binder.ts'
import { VALUES } from '../payload/content-hash.ts'
import { KEY_MARK, VALUE_SEPARATOR } from '../payload/span-values.ts'
import { partsWithin, type TextScope } from './text-scope.ts'
import { hasWords, INDEXED_VALUES, INDEXED_WORDS, wordsOf } from './words.ts'

interface SaysWords {
  /** SQL over `parts`: the part says all words. */
  readonly parts: string
  /** SQL over `parts`: one value of the span says all words. */
  readonly values: string
  /** SQL that gives such values, in an array. */
  readonly ofValues: string
}

/** Where all words of `text` are said. Undefined if it has no words. */
function saysWords(text: string, scope: TextScope, binder: Binder): SaysWords | undefined {
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined
  const words = binder.bind(text, 'String')
  const within = partsWithin(scope, binder)
  const isKey = `startsWith(v, ${binder.bind(KEY_MARK, 'String')})`
  const saying = `arrayFilter(v -> NOT ${isKey} AND ${hasWords('v', words)},
    splitByChar(${binder.bind(VALUE_SEPARATOR, 'String')}, body))`
  const values = `${within} AND conversation = toUUID('${VALUES}') AND hasAllTokens(${INDEXED_VALUES}, ${wordsOf(words)})`
  return {
    parts: `${within} AND hasAllTokens(${INDEXED_WORDS}, ${wordsOf(words)})`,
    values: `${values} AND notEmpty(${saying})`,
    ofValues: `(SELECT groupUniqArrayArray(${saying}) FROM parts WHERE ${values})`,
  }
}

/** SQL over `traces`: some span says all words. What everybody repeats is found where it is a name or a model. */
export function traceSays(text: string, scope: TextScope, binder: Binder): string {
  const says = saysWords(text, scope, binder)
  if (says === undefined) return 'true'
  return `(trace_id IN (
      SELECT trace_id FROM parts WHERE ${says.parts} UNION ALL SELECT trace_id FROM parts WHERE ${says.values}
    ) OR hasAny(arrayConcat(span_names, models), ${says.ofValues}))`
}

/** SQL over `spans`: the span says all words. */
export function spanSays(text: string, scope: TextScope, binder: Binder): string {
  const says = saysWords(text, scope, binder)
  if (says === undefined) return 'true'
  const id = 'concat(span_id, trace_id)'
  return `(${id} IN (
      SELECT ${id} FROM parts WHERE ${says.parts} UNION ALL SELECT ${id} FROM parts WHERE ${says.values}
    ) OR hasAny([name, ifNull(model, '')], ${says.ofValues}))`
}
