import { parseJson } from '@loupe-ai/wire'

export interface ApiAnswer {
  readonly status: number
  /** Parsed so that no digit of a 64-bit integer is lost. */
  readonly json: unknown
}

/** One call, as MLflow's clients make it: GET with query parameters. */
export async function apiGet(
  url: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const parameters = new URLSearchParams(query)
  return answerOf(await fetch(`${url}${path}?${parameters}`))
}

/** One call with a JSON body; a text is sent as it is. */
export async function apiPost(url: string, path: string, body: unknown): Promise<ApiAnswer> {
  return answerOf(
    await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
}

/** One call of any method; no content type without a body. */
export async function apiCall(url: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return answerOf(await fetch(url + path, { method, ...sent }))
}

const answerOf = async (response: Response): Promise<ApiAnswer> => ({
  status: response.status,
  json: parseJson(await response.text()),
})
