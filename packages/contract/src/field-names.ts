import { z } from 'zod'

/**
 * A request whose fields are called as its schema has them. Clients may write them in camelCase too, as any reader of
 * protobuf's JSON understands (mlflow-wire.md §1.3). Keys of maps are the user's and stay; so does what is no object.
 */
export function withFieldNames(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return withFieldNames(schema.unwrap(), value)
  if (schema instanceof z.ZodPipe) {
    return withFieldNames(schema.in instanceof z.ZodTransform ? schema.out : schema.in, value)
  }
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map((entry: unknown) => withFieldNames(schema.element, entry)) : value
  }
  if (!(schema instanceof z.ZodObject) || Array.isArray(value)) return value
  const { shape } = schema
  const named = new Map<string, unknown>()
  for (const [given, field] of Object.entries(value)) {
    const name = Object.hasOwn(shape, given) ? given : snakeCase(given)
    // The name of the schema wins when both are there.
    if (name !== given && Object.hasOwn(value, name)) continue
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
    named.set(name, inner === undefined ? field : withFieldNames(inner, field))
  }
  return Object.fromEntries(named)
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
