/**
 * Search parameters are plain strings here. The router's own reading would make numbers of digits, and an id with
 * more than 15 of them would lose some.
 */
export const parseUrlSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

/** The reverse, with absent values left out; begins with `?` unless it is empty. */
export function formatUrlSearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) if (typeof value === 'string') params.append(key, value)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
