import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Context, MiddlewareHandler } from 'hono'
import type { ServerEnv } from '../http/server-env.ts'
import { NOT_BUILT_PAGE } from './not-built-page.ts'
import { pageFor } from './page.ts'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** Their names hold a hash of their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

/**
 * Serves the built UI in `folder`. A browser that navigates to a path which no file has gets the page, which knows its
 * own routes; everything else goes on to the next handler.
 */
export const serveWeb = (folder: string): MiddlewareHandler<ServerEnv> =>
  async function serveWeb(c, next) {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const path = decodedPath(c.req.path)
    const file =
      path === undefined || path === '/' || path === '/index.html' ? undefined : await readBelow(folder, path)
    if (file !== undefined) return fileAnswer(c, path!, file)
    if (path === '/' || path === '/index.html' || isNavigation(c)) return pageAnswer(folder, c.req.path)
    return next()
  }

function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** The file at `path`, if it is one and lies in `folder`, links followed. */
async function readBelow(folder: string, path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  if (path.includes('\0')) return undefined
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    return file.startsWith(root + sep) ? await readFile(file) : undefined
  } catch {
    return undefined
  }
}

function fileAnswer(c: Context<ServerEnv>, path: string, content: Buffer<ArrayBuffer>): Response {
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
  const headers = {
    'content-type': CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/assets/') ? IMMUTABLE : ASK_AGAIN,
    etag,
  }
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(content, { headers })
}

/** A browser that opens a page asks for HTML; programs, images and fetches do not. */
const isNavigation = (c: Context<ServerEnv>): boolean => (c.req.header('accept') ?? '').includes('text/html')

async function pageAnswer(folder: string, path: string): Promise<Response> {
  const built = await readBelow(folder, '/index.html')
  const { html, contentSecurityPolicy } = pageFor(built?.toString('utf8') ?? NOT_BUILT_PAGE, path)
  return new Response(html, {
    status: built === undefined ? 503 : 200,
    headers: {
      'content-type': CONTENT_TYPES['.html']!,
      'cache-control': ASK_AGAIN,
      'content-security-policy': contentSecurityPolicy,
    },
  })
}
