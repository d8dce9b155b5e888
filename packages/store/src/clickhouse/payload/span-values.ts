import type { AttributeValue, Span } from '@loupe-ai/model'
import { failureTexts } from '../text/failure-texts.ts'

/** Between the values of one row. No text that people search holds it. */
export const VALUE_SEPARATOR = '\u001f'

/** Before a value that is a key, or only sorts: it is part of the text, and nobody said it. */
export const KEY_MARK = '\u0004'

/** Says of a day that the index may not hold all of a text. */
export const UNSURE_VALUE = '\u0005'

/** Says of a day that values may have been said that no row tells of any more. */
export const LOST_VALUE = '\u0006'

/** Gives the name and the attribute values of a span, and what it says of its failure, as text. */
export function takeValues(
  span: Pick<Span, 'name' | 'attributes' | 'status' | 'events'>,
  take: (value: string) => void,
): void {
  if (span.name !== '') take(span.name)
  gather(span.attributes, take)
  for (const text of failureTexts(span)) take(text)
}

function gather(value: AttributeValue, take: (value: string) => void): void {
  if (value === null || value instanceof Uint8Array) return
  if (typeof value === 'string') {
    if (value !== '') take(value)
  } else if (typeof value === 'object') {
    for (const inner of Object.values(value)) gather(inner, take)
  } else {
    take(String(value))
  }
}
