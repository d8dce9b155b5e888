import type { Backend } from '../routes.ts'

/** What a WebSocket is opened for, read from its path alone. */
export interface LivePath {
  backend: Backend
  deed: 'live' | 'music'
  /** Opened with an ephemeral token in place of a key. */
  isConstrained: boolean
}

const GEMINI =
  /^\/ws\/google\.ai\.generativelanguage\.(?:v1|v1beta|v1alpha)\.GenerativeService\.(BidiGenerateContent|BidiGenerateContentConstrained|BidiGenerateMusic)$/
const VERTEX = /^\/ws\/google\.cloud\.aiplatform\.(?:v1|v1beta1)\.LlmBidiService\/BidiGenerateContent$/

/** Reads a path as the client writes it, with two slashes at its beginning; undefined when nothing lives there. */
export function readLivePath(pathname: string): LivePath | undefined {
  const path = pathname.replace(/\/{2,}/g, '/')
  if (VERTEX.test(path)) return { backend: 'vertex', deed: 'live', isConstrained: false }
  const method = GEMINI.exec(path)?.[1]
  if (method === undefined) return undefined
  const deed = method === 'BidiGenerateMusic' ? 'music' : 'live'
  return { backend: 'gemini', deed, isConstrained: method.endsWith('Constrained') }
}
