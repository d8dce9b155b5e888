/**
 * A value as OpenTelemetry has it: a bigint is a 64-bit integer, a number is a double, so that `5` and `5.0` stay apart
 * and no digit of an integer is lost. `null` is an AnyValue without a value.
 */
export type AttributeValue =
  | string
  | boolean
  | bigint
  | number
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue }

export type Attributes = { readonly [key: string]: AttributeValue }

export const textAt = (attributes: Attributes, key: string): string | undefined => {
  const value = attributes[key]
  return typeof value === 'string' ? value : undefined
}

/** An integer or a double, as a number. */
export const numberAt = (attributes: Attributes, key: string): number | undefined => {
  const value = attributes[key]
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined
}
