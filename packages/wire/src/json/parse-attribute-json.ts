import type { AttributeValue } from '@loupe-ai/model'
import { checkJsonDepth } from './json-depth.ts'
import { parseWithSource } from './parse-json.ts'

/** How deeply an attribute's JSON may be nested. On the wire each of its levels takes up to four (mlflow-wire.md §4.1). */
export const MAX_ATTRIBUTE_DEPTH = 200

/** `-0` is a double: an integer has no negative zero. Longer ones are doubles too: making a bigint takes long. */
const INTEGER = /^-?[1-9]\d{0,39}$|^0$/

/**
 * Reads a JSON document as an attribute value: every integer literal becomes a bigint, every literal with a fraction or
 * an exponent a number, so that `5` and `5.0` stay apart. Throws a SyntaxError for what is not JSON or is nested more
 * than 200 levels deep.
 */
export function parseAttributeJson(text: string): AttributeValue {
  checkJsonDepth(text, MAX_ATTRIBUTE_DEPTH)
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && INTEGER.test(source) ? BigInt(source) : value,
  ) as AttributeValue
}
