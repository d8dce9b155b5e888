import { createHash } from 'node:crypto'

export interface Page {
  readonly html: string
  readonly contentSecurityPolicy: string
}

const BASE = '<base href="/" />'

/**
 * The UI's page as it is answered at `path` (as sent, percent-encoded). Its base becomes relative, so that it also works
 * behind a proxy that puts a prefix in front of us.
 */
export function pageFor(html: string, path: string): Page {
  const depth = path.split('/').length - 2
  const base = `<base href="${depth <= 0 ? './' : '../'.repeat(depth)}" />`
  return { html: html.replace(BASE, base), contentSecurityPolicy: policyFor(html) }
}

/**
 * Only our own files, and what the page itself brings inline, by its hash. Styles may be inline, for virtual lists place
 * their rows so; images and sound may be data of the page, for traces hold them.
 */
function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code]) => hashOf(code!))
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const hashOf = (code: string): string => `'sha256-${createHash('sha256').update(code).digest('base64')}'`
