/** At the first dot; without one the entity is `attribute`. */
export function splitKey(word: string): { readonly entity: string; readonly key: string } {
  const dot = word.startsWith('`') ? -1 : word.indexOf('.')
  return dot < 0
    ? { entity: 'attribute', key: unquoted(word) }
    : { entity: word.slice(0, dot), key: unquoted(word.slice(dot + 1)) }
}

/** A key is quoted as a whole or not at all. */
export function unquoted(key: string): string {
  const quote = key[0]
  const isQuoted = quote === '`' || quote === '"' || quote === "'"
  return isQuoted && key.length > 1 && key.endsWith(quote) ? key.slice(1, -1) : key
}
