/** `String(value)` for values that have no such thing: objects without a prototype, proxies that refuse. */
export function anyText(value: unknown): string {
  try {
    return String(value)
  } catch {
    return '[unreadable]'
  }
}
