/** What went wrong with a request, in terms that a page can show. `status` is absent when no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number | undefined
  readonly code: string

  constructor(message: string, options: { status?: number; code: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'ApiProblem'
    this.status = options.status
    this.code = options.code
  }
}

/** The request itself was wrong: asking again would give the same answer. */
export const isRefused = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && error.status !== undefined && error.status >= 400 && error.status < 500

export const isMissing = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.status === 404

/** What to tell a person about any error. */
export function explainProblem(error: unknown): { readonly title: string; readonly advice: string } {
  if (!(error instanceof ApiProblem)) return { title: 'Something went wrong on this page', advice: String(error) }
  if (error.status === undefined) {
    return {
      title: 'The server does not answer',
      advice: 'Is it still running? This page asks again by itself and goes on when it is back.',
    }
  }
  if (error.status === 429 || error.status === 503) {
    return { title: 'The server is busy', advice: `${error.message}. This page asks again by itself.` }
  }
  if (error.status >= 500) return { title: 'The server failed to answer', advice: `${error.message} (${error.code})` }
  return { title: 'The server refused the request', advice: `${error.message} (${error.code})` }
}
