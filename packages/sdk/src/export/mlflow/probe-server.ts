import type { RequestFailure, SendRequest } from './send-request.ts'
import type { Connection } from './call-json.ts'

/** What listens at a tracking address. */
export type ServerKind =
  | { readonly kind: 'loupe' }
  /** `takesSpans`: it has OTLP ingestion; older ones want a file of spans (mlflow-wire.md §0.3, fact 4). */
  | { readonly kind: 'mlflow'; readonly takesSpans: boolean }

/** Asks `/version`: Loupe says so in a header of every answer, MLflow writes its version into the body. */
export async function probeServer(
  send: SendRequest,
  { baseUrl, headers }: Connection,
  signal: AbortSignal,
): Promise<ServerKind | RequestFailure> {
  const reply = await send({ method: 'GET', url: `${baseUrl}/version`, headers }, signal)
  if (reply.ok && reply.headers.has('x-loupe-version')) return { kind: 'loupe' }
  if (reply.ok) return { kind: 'mlflow', takesSpans: isSince34(new TextDecoder().decode(reply.bytes)) }
  // A server that knows no such page is an old one; one that wants other credentials says so to every request.
  return reply.status === 404 ? { kind: 'mlflow', takesSpans: false } : reply
}

function isSince34(text: string): boolean {
  const match = /^\s*(\d+)\.(\d+)/.exec(text)
  if (match === null) return false
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major > 3 || (major === 3 && minor >= 4)
}
