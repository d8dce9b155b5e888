const HIDDEN = '…'

/** Where secrets stand in texts that programs make of their surroundings: what comes before one, then the secret itself. */
const SECRETS: readonly RegExp[] = [
  // A Google API key.
  /(AIza)[\w-]{20,}/g,
  // User and password of a URL.
  /(:\/\/)[^\s/?#@]+(?=@)/g,
  // A parameter of a URL.
  /([?&](?:api[-_]?key|key|token|access[-_]?token|client[-_]?secret|password)=)[^\s&#"']+/gi,
  /(\bBearer\s+)[\w.~+/=-]{8,}/gi,
  // A Google key of the newer kind, an access token, an ephemeral token.
  /(\bAQ\.)[\w-]{20,}/g,
  /(\bya29\.)[\w-]{10,}/g,
  /(\bauth_tokens\/)[\w-]+/g,
]

/**
 * The text without keys and passwords that are known by their form or place. For errors: their words are not the
 * program's own, and services, URL parsers and proxies repeat what they were given.
 */
export const withoutSecrets = (text: string): string =>
  SECRETS.reduce((rest, secret) => rest.replace(secret, `$1${HIDDEN}`), text)
