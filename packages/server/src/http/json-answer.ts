import { stringifyJson } from '@loupe-ai/wire'

/** A JSON answer whose 64-bit integers keep all their digits. */
export const jsonAnswer = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(stringifyJson(value), { status, headers: { 'content-type': 'application/json', ...headers } })
