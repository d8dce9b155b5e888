import type { IncomingMessage } from 'node:http'

/**
 * The address by which a client reached this server, without a final slash, for addresses that are handed to it. What a
 * proxy in front says of scheme and path (`X-Forwarded-Proto`, `X-Forwarded-Prefix`) is believed: a client that makes it up
 * only misleads itself.
 */
export function publicOrigin({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const scheme = firstOf(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http'
  const prefix = firstOf(headers['x-forwarded-prefix'])?.replace(/\/+$/, '') ?? ''
  return `${scheme}://${headers.host ?? 'localhost'}${/^(\/[A-Za-z0-9._~-]+)*$/.test(prefix) ? prefix : ''}`
}

const firstOf = (header: string | string[] | undefined): string | undefined =>
  [header].flat()[0]?.split(',')[0]?.trim().toLowerCase()
