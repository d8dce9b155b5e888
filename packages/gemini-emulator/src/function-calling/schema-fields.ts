import { isObject } from '../json.ts'
import type { FunctionDeclaration, Schema } from '../request/generate-request.ts'

/** One parameter of a function. */
export interface Parameter {
  name: string
  schema: Schema
  isRequired: boolean
}

/** The type of a schema of either dialect, in upper case; a type that may be null counts as the other one. */
export function typeOf(schema: Schema): string {
  const { type } = schema
  if (Array.isArray(type)) return String(type.find((name) => name !== 'null') ?? 'null').toUpperCase()
  if (typeof type === 'string') return type.toUpperCase()
  if (isObject(schema.properties)) return 'OBJECT'
  return schema.items === undefined ? 'STRING' : 'ARRAY'
}

export const isNumeric = (schema: Schema): boolean => ['NUMBER', 'INTEGER'].includes(typeOf(schema))

/** The parameters of a function in the order of its schema (`propertyOrdering` if it is given). */
export function parametersOf({ parameters, parametersJsonSchema }: FunctionDeclaration): Parameter[] {
  const schema = parameters ?? parametersJsonSchema
  if (!isObject(schema)) return []
  return propertiesOf(schema)
}

/** The properties of an object schema, as parameters. */
export function propertiesOf(schema: Schema): Parameter[] {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const ordering = Array.isArray(schema.propertyOrdering) ? schema.propertyOrdering.map(String) : []
  const names = [...new Set([...ordering, ...Object.keys(properties)])]
  return names.flatMap((name) => {
    const property = properties[name]
    return isObject(property) ? [{ name, schema: property, isRequired: required.includes(name) }] : []
  })
}

/** A schema's description, or empty. */
export function descriptionOf(schema: Schema): string {
  return typeof schema.description === 'string' ? schema.description : ''
}

export function enumOf(schema: Schema): string[] {
  return Array.isArray(schema.enum) ? schema.enum.map(String) : []
}
