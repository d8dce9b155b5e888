import { createHmac, timingSafeEqual } from 'node:crypto'

/** What the holder of an address may do with one file. */
export type UrlGrant =
  /** A file of clients, by the names of its path. */
  | { readonly kind: 'file'; readonly method: 'GET' | 'PUT'; readonly names: readonly string[] }
  /** A part of an upload. */
  | { readonly kind: 'part'; readonly method: 'PUT'; readonly uploadId: string; readonly part: number }
  /** An upload, to be given up. */
  | { readonly kind: 'upload'; readonly method: 'DELETE'; readonly uploadId: string }

export interface UrlSigner {
  /** A text for an address, good until `lifeMillis` from now. */
  sign(grant: UrlGrant, lifeMillis: number): string
  /** Undefined for a text that this server did not make, that was changed, or whose time is over. */
  read(token: string): UrlGrant | undefined
}

/** Whoever has the key can make every grant: it stays with the server. */
export function urlSigner(key: Uint8Array, nowMillis: () => number = Date.now): UrlSigner {
  const signatureOf = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest()
  return {
    sign(grant, lifeMillis) {
      const payload = Buffer.from(JSON.stringify({ grant, until: nowMillis() + lifeMillis })).toString('base64url')
      return `${payload}.${signatureOf(payload).toString('base64url')}`
    },
    read(token) {
      const [payload, signature, ...rest] = token.split('.')
      if (payload === undefined || signature === undefined || rest.length > 0) return undefined
      const given = Buffer.from(signature, 'base64url')
      const right = signatureOf(payload)
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
      const { grant, until } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Signed
      return until > nowMillis() ? grant : undefined
    },
  }
}

interface Signed {
  readonly grant: UrlGrant
  readonly until: number
}
