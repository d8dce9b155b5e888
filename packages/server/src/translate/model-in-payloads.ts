import type { JsonText } from '@loupe-ai/model'
import { plainObject, plainText } from './attribute-content.ts'

const NAMES_MODEL = /"model"\s*:/
/** To parse more would hold up everybody else's spans. */
const MAX_LENGTH = 1024 * 1024

/** The `model` of the request, then of the answer, for spans that name theirs nowhere else (mlflow-wire.md §5.3). */
export const modelInPayloads = (...payloads: readonly (JsonText | undefined)[]): string | undefined => {
  for (const payload of payloads) {
    if (payload === undefined || payload.length > MAX_LENGTH || !NAMES_MODEL.test(payload)) continue
    const model = plainObject(payload)?.['model']
    if (typeof model === 'string') return plainText(model)
  }
  return undefined
}
