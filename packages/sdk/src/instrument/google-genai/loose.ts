/** Reading what a caller or a server may have shaped in any way: every step may meet nothing. */
export type Loose = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null

export const objectAt = (holder: unknown, key: string): Loose | undefined => {
  const value = isObject(holder) ? holder[key] : undefined
  return isObject(value) ? value : undefined
}

export const listAt = (holder: unknown, key: string): readonly unknown[] => {
  const value = isObject(holder) ? holder[key] : undefined
  return Array.isArray(value) ? value : []
}

export const textAt = (holder: unknown, key: string): string | undefined => {
  const value = isObject(holder) ? holder[key] : undefined
  return typeof value === 'string' ? value : undefined
}

export const numberAt = (holder: unknown, key: string): number | undefined => {
  const value = isObject(holder) ? holder[key] : undefined
  return typeof value === 'number' ? value : undefined
}
