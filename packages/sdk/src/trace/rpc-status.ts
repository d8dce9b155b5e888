/** Google's `google.rpc.Status`, as its services answer with it in JSON; any field may be missing. */
export interface RpcStatus {
  readonly code?: unknown
  readonly status?: unknown
  readonly message?: unknown
  readonly details?: unknown
}

/**
 * The innermost `google.rpc.Status` in an error's message, at most two layers of JSON deep: Google's SDKs make the whole
 * body of an answer the message, at times inside JSON again, in a list, or after `got status: X. ` (gemini-sdk.md §10).
 */
export function rpcStatusIn(message: string): RpcStatus | undefined {
  const outer = parseStatus(message)
  return (typeof outer?.message === 'string' ? parseStatus(outer.message) : undefined) ?? outer
}

/** `404 NOT_FOUND: models/x is not found`, for people; undefined when the message holds no status. */
export function readableStatus(message: string, httpStatus?: number): string | undefined {
  const status = rpcStatusIn(message)
  if (status === undefined) return undefined
  const heading = [httpStatus ?? status.code, status.status].filter((part) => part !== undefined).join(' ')
  return `${heading}: ${typeof status.message === 'string' ? status.message : message}`
}

function parseStatus(message: string): RpcStatus | undefined {
  const json = message.replace(/^got status: [^{[]*/, '').trim()
  if (!json.startsWith('{') && !json.startsWith('[')) return undefined
  try {
    const parsed: unknown = JSON.parse(json)
    const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed
    const error: unknown = isObject(body) ? body['error'] : undefined
    return isObject(error) ? error : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
