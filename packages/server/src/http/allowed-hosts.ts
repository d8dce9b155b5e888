import { isLoopbackHost } from './loopback.ts'

/** Which names a server answers to. Without a list a page anywhere could reach it by pointing its own name here. */
export interface AllowedHosts {
  /** Whether a request with this Host header is for us. */
  isOurHost(host: string | undefined): boolean
  /** Whether a page from `origin` may call a server that is addressed as `host`. */
  isFriendlyOrigin(origin: string, host: string): boolean
}

/**
 * `allowed`: lower-case host names or `host:port`, or `*` for all. `ownNames`: under which the server is reached, loopback
 * ones aside, which always are; pages there are strangers unless they come from its very port.
 */
export function allowedHosts(allowed: readonly string[], ownNames: readonly string[] = []): AllowedHosts {
  const names = new Set(allowed)
  const isListed = ({ name, port }: HostAndPort): boolean =>
    names.has('*') || names.has(name) || names.has(`${name}:${port}`)
  return {
    isOurHost: (host) => {
      const parsed = parseHost(host)
      return parsed !== undefined && (isLoopbackName(parsed.name) || ownNames.includes(parsed.name) || isListed(parsed))
    },
    isFriendlyOrigin: (origin, host) => {
      const from = parseOrigin(origin)
      const to = parseHost(host)
      if (from === undefined || to === undefined) return false
      if (isListed(from)) return true
      const isSameName = from.name === to.name || (isLoopbackName(from.name) && isLoopbackName(to.name))
      return isSameName && from.port === to.port
    },
  }
}

interface HostAndPort {
  /** Lower case; an IPv6 address in brackets. */
  readonly name: string
  readonly port: string
}

const DEFAULT_PORT = '80'
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/

function parseHost(host: string | undefined): HostAndPort | undefined {
  const match = HOST.exec(host?.toLowerCase() ?? '')
  return match === null ? undefined : { name: match[1]!, port: match[2] ?? DEFAULT_PORT }
}

/** Undefined also for `null`, the origin of sandboxed frames and local files. */
function parseOrigin(origin: string): HostAndPort | undefined {
  const match = /^(https?):\/\/(.+)$/.exec(origin.toLowerCase())
  if (match === null) return undefined
  const from = parseHost(match[2])
  const hasPort = from !== undefined && match[2]!.endsWith(`:${from.port}`)
  return from !== undefined && !hasPort && match[1] === 'https' ? { ...from, port: '443' } : from
}

const isLoopbackName = (name: string): boolean => isLoopbackHost(name.replace(/^\[(.*)\]$/, '$1'))
