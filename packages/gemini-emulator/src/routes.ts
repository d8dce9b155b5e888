/** Which of Google's two services a path belongs to; they differ in small ways. */
export type Backend = 'gemini' | 'vertex'

/** What a request asks for, read from method and path alone. */
export type Route =
  | { kind: 'model-method'; backend: Backend; version: string; model: string; method: string; parent: string }
  | { kind: 'list-models'; backend: Backend; version: string }
  | { kind: 'get-model'; backend: Backend; version: string; model: string }
  | { kind: 'unknown' }

const GEMINI = /^\/(v1|v1beta|v1alpha)\/(.+)$/
const VERTEX = /^\/(v1|v1beta1)\/((?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google)\/(.+)$/
const VERTEX_MODEL = /^\/(v1|v1beta1)\/(projects\/[^/]+\/locations\/[^/]+)\/(models\/.+)$/
const METHOD = /^(?:models|tunedModels|dynamic)\/([^/:]+):([A-Za-z]+)$/
const MODEL = /^(?:models|tunedModels)\/([^/:]+)$/

/** Reads a path such as `/v1beta/models/gemini-2.5-flash:generateContent`; doubled slashes count as one. */
export function readRoute(httpMethod: string, pathname: string): Route {
  const path = pathname.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
  const vertex = VERTEX.exec(path) ?? VERTEX_MODEL.exec(path)
  const gemini = vertex ? null : GEMINI.exec(path)
  const backend = vertex ? 'vertex' : 'gemini'
  const version = vertex?.[1] ?? gemini?.[1]
  const rest = vertex?.[3] ?? gemini?.[2]
  if (version === undefined || rest === undefined) return { kind: 'unknown' }

  const [, model, method] = METHOD.exec(rest) ?? []
  if (httpMethod === 'POST' && model !== undefined && method !== undefined) {
    return { kind: 'model-method', backend, version, model: decode(model), method, parent: vertex?.[2] ?? '' }
  }
  if (httpMethod !== 'GET') return { kind: 'unknown' }
  if (rest === 'models') return { kind: 'list-models', backend, version }
  const named = MODEL.exec(rest)?.[1]
  return named === undefined ? { kind: 'unknown' } : { kind: 'get-model', backend, version, model: decode(named) }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
