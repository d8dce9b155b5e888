/** A tracking URI taken apart. */
export interface ServerAddress {
  /** Without user, password, query and final slash: safe to show, and paths are appended to it. */
  readonly baseUrl: string
  /** `authorization` if the URI holds a user and password. */
  readonly headers: Readonly<Record<string, string>>
  readonly isLoopback: boolean
}

/** Undefined unless `trackingUri` is an http or https URL. A path is kept: servers may live below one. */
export function readServerAddress(trackingUri: string): ServerAddress | undefined {
  if (!URL.canParse(trackingUri)) return undefined
  const url = new URL(trackingUri)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return {
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ''),
    headers: credentials === ':' ? {} : { authorization: `Basic ${base64Of(credentials)}` },
    isLoopback: /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname),
  }
}

const base64Of = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
