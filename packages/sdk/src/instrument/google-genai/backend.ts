import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { attempt } from '../quietly.ts'
import { SERVER_ADDRESS, SERVER_PORT } from './attributes.ts'
import type { MutableBag } from './attributes.ts'
import { objectAt } from './loose.ts'

/** Who answers the calls of a `Models` or `Chat`: provider and server, asked of its client. A new bag each time. */
export function backendAttributes(owner: unknown): MutableBag {
  const client = objectAt(owner, 'apiClient')
  const server = serverOf(attempt('reading the base URL', () => String(callOn(client, 'getBaseUrl'))))
  const isVertex = attempt('asking for the backend', () => callOn(client, 'isVertexAI'))
  return {
    [GEN_AI.providerName]: isVertex === true ? 'gcp.vertex_ai' : isVertex === false ? 'gcp.gemini' : 'gcp.gen_ai',
    [MLFLOW.provider]: 'gemini',
    [MLFLOW.messageFormat]: 'gemini',
    [SERVER_ADDRESS]: server?.hostname,
    [SERVER_PORT]: server?.port,
  }
}

/** Names as nearly all base URLs have them. A URL has much more to look at, and takes longer. */
const PLAIN_SERVER = /^(https?):\/\/([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*)(?::([1-9]\d{0,4}))?(?:\/|$)/

const GOOGLE = 'generativelanguage.googleapis.com'
/** What nearly all clients call. */
const GOOGLE_URL = `https://${GOOGLE}/`

function serverOf(baseUrl: string | undefined): { hostname: string; port: bigint } | undefined {
  if (baseUrl === undefined) return undefined
  if (baseUrl === GOOGLE_URL) return { hostname: GOOGLE, port: 443n }
  const plain = PLAIN_SERVER.exec(baseUrl)
  const [, scheme, name, port] = plain ?? []
  if (name !== undefined) return { hostname: name, port: BigInt(port ?? (scheme === 'http' ? 80 : 443)) }
  const url = attempt('reading the base URL', () => new URL(baseUrl))
  return url && { hostname: url.hostname, port: BigInt(url.port || (url.protocol === 'http:' ? 80 : 443)) }
}

function callOn(client: object | undefined, method: string): unknown {
  const ask: unknown = client && Reflect.get(client, method)
  return typeof ask === 'function' ? Reflect.apply(ask, client, []) : undefined
}
