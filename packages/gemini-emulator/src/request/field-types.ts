/** The type of one field of a request, as the service's JSON reader checks it. */
export type FieldType =
  | { kind: 'string' | 'number' | 'integer' | 'boolean' | 'bytes' }
  /** Any JSON: a `google.protobuf.Struct` or `Value`. Names inside are the client's. */
  | { kind: 'free' }
  | { kind: 'enum'; name: string; values: readonly string[] }
  | { kind: 'list'; of: FieldType }
  | { kind: 'map'; of: FieldType }
  /** Fields by their camelCase name; a function because messages hold themselves (a schema's items are schemas). */
  | { kind: 'message'; fields: () => Fields }

export type Fields = Readonly<Record<string, FieldType>>

export const STRING: FieldType = { kind: 'string' }
export const NUMBER: FieldType = { kind: 'number' }
export const INTEGER: FieldType = { kind: 'integer' }
export const BOOLEAN: FieldType = { kind: 'boolean' }
export const BYTES: FieldType = { kind: 'bytes' }
export const FREE: FieldType = { kind: 'free' }
export const list = (of: FieldType): FieldType => ({ kind: 'list', of })
export const map = (of: FieldType): FieldType => ({ kind: 'map', of })
export const message = (fields: () => Fields): FieldType => ({ kind: 'message', fields })
export const oneOf = (name: string, ...values: string[]): FieldType => ({ kind: 'enum', name, values })
