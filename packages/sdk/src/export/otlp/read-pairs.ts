/** `key=value,key=value`, percent-encoded, as W3C Baggage and OpenTelemetry's variables have it. What is no pair is left out. */
export function readPairs(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return at <= 0 ? undefined : ([pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const)
  })
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
