import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { attempt } from '../quietly.ts'
import { count, SERVER_ADDRESS, SERVER_PORT } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { objectAt } from './loose.ts'

/** Who answers the calls of a `Models` or `Chat`: provider and server, asked of its client. */
export function backendAttributes(owner: unknown): AttributeBag {
  const client = objectAt(owner, 'apiClient')
  const url = attempt('reading the base URL', () => new URL(String(callOn(client, 'getBaseUrl'))))
  const isVertex = attempt('asking for the backend', () => callOn(client, 'isVertexAI'))
  return {
    [GEN_AI.providerName]: isVertex === true ? 'gcp.vertex_ai' : isVertex === false ? 'gcp.gemini' : 'gcp.gen_ai',
    [MLFLOW.provider]: 'gemini',
    [MLFLOW.messageFormat]: 'gemini',
    [SERVER_ADDRESS]: url?.hostname,
    [SERVER_PORT]: url && count(Number(url.port || (url.protocol === 'http:' ? 80 : 443))),
  }
}

function callOn(client: object | undefined, method: string): unknown {
  const ask: unknown = client && Reflect.get(client, method)
  return typeof ask === 'function' ? Reflect.apply(ask, client, []) : undefined
}
