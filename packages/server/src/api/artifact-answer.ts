import type { Artifact, ByteRange } from '@loupe-ai/store'
import type { Context } from 'hono'
import type { ServerEnv } from '../http/server-env.ts'

/** What browsers show without running anything of it. SVG and HTML can hold scripts: they are only ever downloaded. */
const SHOWN: ReadonlySet<string> = new Set([
  'application/pdf',
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'audio/x-wav',
  'image/avif',
  'image/bmp',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/mp4',
  'video/mpeg',
  'video/ogg',
  'video/quicktime',
  'video/webm',
])

/** Other names under which the same is sent. */
const ALIASES: Readonly<Record<string, string>> = {
  'audio/mp3': 'audio/mpeg',
  'audio/wave': 'audio/wav',
  'image/jpg': 'image/jpeg',
  'video/mov': 'video/quicktime',
}

/** What a program is told of a file that it downloads: text that nobody reads as a page. */
const TEXT = 'text/plain; charset=utf-8'
const TEXT_TYPE = /^(text\/|application\/(json|xml|yaml|x-yaml|toml|javascript|x-ndjson)\b)/i

/**
 * A stored file as an answer: whole, in part (one range, RFC 9110 §14) or "not changed". Nobody knows who wrote it, so that
 * it may neither run, nor be taken for another type, nor be opened as a page where that could do harm. `name` is its name
 * when it is saved; `download` has it saved whatever it is, under that very name.
 */
export function artifactAnswer(c: Context<ServerEnv>, artifact: Artifact, name: string, download = false): Response {
  const { size, version, contentType } = artifact
  const shown = shownType(contentType)
  const etag = `"${version}"`
  const fileName = download ? name : `${name}${extensionOf(contentType)}`
  const asText = download && TEXT_TYPE.test(contentType ?? '') ? TEXT : undefined
  const headers: Record<string, string> = {
    'content-type': shown ?? asText ?? 'application/octet-stream',
    'content-disposition': `${shown === undefined || download ? 'attachment' : 'inline'}; ${fileNameParameter(fileName)}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    'last-modified': new Date(artifact.modifiedMillis).toUTCString(),
    etag,
  }
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const range = rangeOf(c.req.header('if-range') ?? etag, etag, c.req.header('range'), size)
  if (range === 'outside') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const length = range === undefined ? size : range.last - range.first + 1
  headers['content-length'] = String(length)
  if (range !== undefined) headers['content-range'] = `bytes ${range.first}-${range.last}/${size}`
  const body = c.req.method === 'HEAD' || length === 0 ? null : artifact.read(range)
  return new Response(body, { status: range === undefined ? 200 : 206, headers })
}

/** The type without parameters, if a browser may show it. */
function shownType(contentType: string | undefined): string | undefined {
  const type = contentType?.split(';')[0]!.trim().toLowerCase() ?? ''
  const named = Object.hasOwn(ALIASES, type) ? ALIASES[type]! : type
  return SHOWN.has(named) ? named : undefined
}

/** RFC 6266: the name as it is where it is plain, with a plain one beside it where it is not. */
export function fileNameParameter(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  if (plain === name) return `filename="${name}"`
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16)}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** `.png` of `image/png`; nothing for types that do not say so plainly. */
function extensionOf(contentType: string | undefined): string {
  const subtype = /^[a-z]+\/([a-z0-9]{2,5})(?:[;\s]|$)/i.exec(contentType ?? '')?.[1]?.toLowerCase()
  return subtype === undefined ? '' : `.${subtype}`
}

/** Undefined for the whole: no range was asked for, several were, or the file is another by now. */
function rangeOf(
  condition: string,
  etag: string,
  header: string | undefined,
  size: number,
): ByteRange | 'outside' | undefined {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (asked === null || condition !== etag || (asked[1] === '' && asked[2] === '')) return undefined
  const first = asked[1] === '' ? Math.max(0, size - Number(asked[2])) : Number(asked[1])
  const last = asked[1] === '' || asked[2] === '' ? size - 1 : Math.min(size - 1, Number(asked[2]))
  if (asked[1] !== '' && asked[2] !== '' && Number(asked[2]) < first) return undefined
  return first > last ? 'outside' : { first, last }
}
