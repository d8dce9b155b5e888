const PREFIX = 'ct_'

/** A continuation token that holds the rest of an answer: nothing needs to be remembered for it. */
export function writeContinuation(rest: string): string {
  return `${PREFIX}${Buffer.from(rest).toString('base64url')}`
}

/** The rest of an answer out of a token of `writeContinuation`; nothing for others, such as those of scenarios. */
export function readContinuation(token: string | undefined): string | undefined {
  if (!token?.startsWith(PREFIX)) return undefined
  const rest = Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8')
  return writeContinuation(rest) === token ? rest : undefined
}
