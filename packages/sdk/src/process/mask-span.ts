import { EXCEPTION, MLFLOW, type Attributes, type AttributeValue } from '@loupe-ai/model'
import { AttributeList, type EncodableSpan, type OtlpSpan } from '@loupe-ai/wire'

/** Where a text stands that is about to leave the program. */
export interface MaskContext {
  readonly spanName: string
  /** Of the attribute, or `status.message`. */
  readonly key: string
}

/** Gives the text that may leave: the same, or another. */
export type Mask = (text: string, context: MaskContext) => string

/** What stands where a mask failed: better nothing than a secret. */
const WITHHELD = '[withheld: the mask failed]'
/** JSON documents: the mask sees the texts in them. */
const DOCUMENTS: ReadonlySet<string> = new Set([MLFLOW.spanInputs, MLFLOW.spanOutputs])
/** Made by us, from a few known words. */
const OWN_WORDS: ReadonlySet<string> = new Set([MLFLOW.spanType, EXCEPTION.type])

/** The span with every text of its attributes, events and status as `mask` gives it. Never throws. */
export function maskSpan(span: EncodableSpan, mask: Mask): OtlpSpan {
  const masked = (text: string, key: string): string => {
    try {
      const said: unknown = mask(text, { spanName: span.name, key })
      return typeof said === 'string' ? said : WITHHELD
    } catch {
      return WITHHELD
    }
  }
  const maskAll = (attributes: EncodableSpan['attributes']): Attributes => {
    const all = attributes instanceof AttributeList ? attributes.toAttributes() : attributes
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, maskEntry(key, value, masked)]))
  }
  return {
    ...span,
    attributes: maskAll(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: maskAll(event.attributes) })),
    links: span.links.map((link) => ({ ...link, attributes: maskAll(link.attributes) })),
    status: { ...span.status, message: span.status.message && masked(span.status.message, 'status.message') },
  }
}

type MaskText = (text: string, key: string) => string

function maskEntry(key: string, value: AttributeValue, mask: MaskText): AttributeValue {
  if (OWN_WORDS.has(key)) return value
  if (!DOCUMENTS.has(key) || typeof value !== 'string') return maskValue(key, value, mask)
  try {
    return maskDocument(value, (text) => mask(text, key))
  } catch {
    return WITHHELD
  }
}

/** A text in JSON, and what follows the name of a property. */
const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g

/** JSON with its texts masked and all else kept to the letter; names of properties stay. Throws when it is no JSON. */
function maskDocument(json: string, mask: (text: string) => string): string {
  JSON.parse(json)
  return json.replace(TEXTS, (token, colon: string | undefined) => {
    if (colon !== undefined) return token
    const text = JSON.parse(token) as string
    const masked = mask(text)
    return masked === text ? token : JSON.stringify(masked)
  })
}

function maskValue(key: string, value: AttributeValue, mask: MaskText): AttributeValue {
  if (typeof value === 'string') return mask(value, key)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (isList(value)) return value.map((item) => maskValue(key, item, mask))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskValue(key, inner, mask)]))
}

const isList = (value: object): value is readonly AttributeValue[] => Array.isArray(value)
