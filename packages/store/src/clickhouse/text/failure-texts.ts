import { EXCEPTION, type Span } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'
import type { LikePattern } from './like-pattern.ts'
import { likeSql } from './like-sql.ts'

const TOLD = [EXCEPTION.type, EXCEPTION.message, EXCEPTION.stacktrace] as const

/** What a span says of its failure: the message of its status, and what its exceptions tell. */
export function failureTexts({ status, events }: Pick<Span, 'status' | 'events'>): string[] {
  const texts: string[] = []
  if (status.message !== undefined && status.message !== '') texts.push(status.message)
  for (const { name, attributes } of events) {
    if (name !== EXCEPTION.event) continue
    for (const key of TOLD) {
      const text = attributes[key]
      if (typeof text === 'string' && text !== '') texts.push(text)
    }
  }
  return texts
}

/** SQL over `spans`: one of these texts matches. */
export const failureLike = (like: LikePattern, binder: Binder): string =>
  `(${likeSql("ifNull(status_message, '')", like, binder)}
    OR events != '[]' AND arrayExists(v -> ${likeSql('v', like, binder)}, ${EXCEPTION_TEXTS}))`

const EXCEPTION_TEXTS = `arrayFlatten(arrayMap(
  e -> [${TOLD.map((key) => `JSONExtractString(e, 'attributes', '${key}')`).join(', ')}],
  arrayFilter(e -> JSONExtractString(e, 'name') = '${EXCEPTION.event}', JSONExtractArrayRaw(events))))`
