/** Which of Google's two services a path belongs to; they differ in small ways. */
export type Backend = 'gemini' | 'vertex'

/** What a request asks for, read from method and path alone. */
export type Route =
  | { kind: 'model-method'; backend: Backend; version: string; model: string; method: string; parent: string }
  | { kind: 'list-models'; backend: Backend; version: string }
  | { kind: 'get-model'; backend: Backend; version: string; model: string }
  /** Something that is remembered; `path` is below version and `parent` (`projects/P/locations/L/` or nothing). */
  | { kind: 'resource'; backend: Backend; version: string; parent: string; path: string }
  | { kind: 'unknown' }

const GEMINI = /^\/(v1|v1beta|v1alpha)\/(.+)$/
const VERTEX = /^\/(v1|v1beta1)\/((?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google)\/(.+)$/
const VERTEX_MODEL = /^\/(v1|v1beta1)\/(projects\/[^/]+\/locations\/[^/]+)\/((?:models|endpoints)\/.+)$/
const VERTEX_RESOURCE = /^\/(v1|v1beta1)\/(projects\/[^/]+\/locations\/[^/]+\/)(.+)$/
/** A key stands for a project, which its answers name in full. */
const EXPRESS_PARENT = 'projects/1/locations/global/'
const VERTEX_EXPRESS = /^\/(v1beta1)\/()(.+)$/
const UPLOAD = /^\/upload\/(v1|v1beta|v1alpha)\/(.+)$/
const METHOD = /^(?:models|tunedModels|dynamic|endpoints)\/([^/:]+):([A-Za-z]+)$/
const MODEL = /^(?:models|tunedModels)\/([^/:]+)$/

/** What the SDK makes of a file's address that is not https: it takes all of it for the name. */
const ADDRESS_AS_NAME = /^(\/v1(?:beta|alpha)?\/)files\/https?:\/[^/]+\/v1(?:beta|alpha)?\/(files\/)/

/** Reads a path such as `/v1beta/models/gemini-2.5-flash:generateContent`; doubled slashes count as one. */
export function readRoute(httpMethod: string, pathname: string): Route {
  const path = pathname
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/$/, '$1')
    .replace(ADDRESS_AS_NAME, '$1$2')
  const vertex = VERTEX.exec(path) ?? VERTEX_MODEL.exec(path)
  const resource = readResource(path)
  const gemini = vertex ? null : GEMINI.exec(path)
  const backend = vertex ? 'vertex' : 'gemini'
  const version = vertex?.[1] ?? gemini?.[1]
  const rest = vertex?.[3] ?? gemini?.[2]
  if (version === undefined || rest === undefined) return resource

  const [, model, method] = METHOD.exec(rest) ?? []
  if (httpMethod === 'POST' && model !== undefined && method !== undefined) {
    return { kind: 'model-method', backend, version, model: decode(model), method, parent: vertex?.[2] ?? '' }
  }
  // Models without a publisher are the project's own, made by tuning.
  const isOwn = rest.startsWith('tunedModels') || (vertex !== null && !vertex[2]!.includes('publishers/'))
  if (httpMethod !== 'GET' || isOwn) return resource
  if (rest === 'models') return { kind: 'list-models', backend, version }
  const named = MODEL.exec(rest)?.[1]
  return named === undefined ? resource : { kind: 'get-model', backend, version, model: decode(named) }
}

function readResource(path: string): Route {
  const upload = UPLOAD.exec(path)
  if (upload)
    return { kind: 'resource', backend: 'gemini', version: upload[1]!, parent: '', path: `upload/${upload[2]}` }
  const vertex = VERTEX_RESOURCE.exec(path) ?? VERTEX_EXPRESS.exec(path)
  const [, version, parent, rest] = vertex ?? []
  if (vertex)
    return { kind: 'resource', backend: 'vertex', version: version!, parent: parent || EXPRESS_PARENT, path: rest! }
  const gemini = GEMINI.exec(path)
  if (!gemini) return { kind: 'unknown' }
  return { kind: 'resource', backend: 'gemini', version: gemini[1]!, parent: '', path: gemini[2]! }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
