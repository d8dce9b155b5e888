import type { IncomingHttpHeaders } from 'node:http'
import type { Route } from '../routes.ts'

/** What a request does, by one word, as scenarios name it: `generateContent`, `upload`, `getBatch`, … */
export function deedOf(route: Route, httpMethod: string, headers: IncomingHttpHeaders): string {
  if (route.kind === 'list-models') return 'listModels'
  if (route.kind === 'model-method') return route.method
  if (route.kind !== 'resource') return route.kind
  const { path } = route
  if (path === 'interactions') return httpMethod === 'POST' ? 'createInteraction' : ''
  if (path === 'upload/files') return String(headers['x-goog-upload-command']).includes('finalize') ? 'upload' : ''
  if (/\/operations\//.test(path)) return httpMethod === 'GET' ? 'getOperation' : ''
  if (/^batches\/[^/:]+$/.test(path)) return httpMethod === 'GET' ? 'getBatch' : ''
  if (/^cachedContents(?:\/[^/:]+)?$/.test(path)) {
    const isList = httpMethod === 'GET' && path === 'cachedContents'
    return isList || httpMethod === 'DELETE' ? '' : 'cachedContent'
  }
  return ''
}
