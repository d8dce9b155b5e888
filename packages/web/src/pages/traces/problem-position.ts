/** Where in the filter the server stumbled: a number of characters from its start, if the message says one. */
export function problemPosition(message: string, filter: string): number | undefined {
  const stated = /\b(?:position|character|column|offset)\s+(\d{1,5})\b/i.exec(message)?.[1]
  if (stated !== undefined) {
    const at = Number(stated)
    return at <= filter.length ? at : undefined
  }
  // MLflow's messages name no position but repeat the words they mean.
  for (const [, words] of message.matchAll(/'([^']+)'/g)) {
    const at = filter.indexOf(words!)
    if (at >= 0) return at
  }
  return undefined
}
