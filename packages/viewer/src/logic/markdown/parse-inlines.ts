import type { Inline } from './markdown.ts'

const MAX_DEPTH = 6
/** What may begin something; all between is plain. */
const OPENER = /[`*_~[\\\n]|https?:\/\//g
const MARKS = [
  { mark: '***', kind: 'strong' },
  { mark: '**', kind: 'strong' },
  { mark: '__', kind: 'strong' },
  { mark: '~~', kind: 'struck' },
  { mark: '*', kind: 'emphasis' },
  { mark: '_', kind: 'emphasis' },
] as const
/** A mark is looked for this far and no further, so that a text of stars costs no more than its length. */
const MAX_REACH = 2_000

interface Piece {
  readonly inline: Inline
  readonly end: number
}

/** Bold, italics, code and links in a line of text. Never throws: what does not close is text. */
export function parseInlines(text: string, depth = 0): Inline[] {
  const inlines: Inline[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    OPENER.lastIndex = at
    const opener = depth > MAX_DEPTH ? null : OPENER.exec(text)
    if (opener === null) break
    plain += text.slice(at, opener.index)
    at = opener.index
    if (text[at] === '\\' && /[\\`*_~[\](){}#+\-.!|>]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1]
      at += 2
      continue
    }
    const piece = readPiece(text, at, depth)
    if (piece === undefined) {
      plain += text[at]
      at++
      continue
    }
    if (plain !== '') inlines.push({ kind: 'text', text: plain })
    plain = ''
    inlines.push(piece.inline)
    at = piece.end
  }
  plain += text.slice(at)
  if (plain !== '') inlines.push({ kind: 'text', text: plain })
  return inlines
}

function readPiece(text: string, at: number, depth: number): Piece | undefined {
  switch (text[at]) {
    case '\n':
      return { inline: { kind: 'break' }, end: at + 1 }
    case '`':
      return readCode(text, at)
    case '[':
      return readLink(text, at, depth)
    case 'h':
      return readBareLink(text, at)
    default:
      return readMarked(text, at, depth)
  }
}

function readCode(text: string, at: number): Piece | undefined {
  const fence = text[at + 1] === '`' ? '``' : '`'
  const end = find(text, fence, at + fence.length)
  if (end === -1) return undefined
  return { inline: { kind: 'code', text: text.slice(at + fence.length, end).trim() }, end: end + fence.length }
}

function readMarked(text: string, at: number, depth: number): Piece | undefined {
  for (const { mark, kind } of MARKS) {
    if (!text.startsWith(mark, at)) continue
    const start = at + mark.length
    // `2 * 3` and snake_case are no emphasis.
    if (/\s/.test(text[start] ?? ' ') || (mark[0] === '_' && /\w/.test(text[at - 1] ?? ''))) continue
    const end = find(text, mark, start + 1)
    if (end === -1 || /\s/.test(text[end - 1]!) || (mark[0] === '_' && /\w/.test(text[end + mark.length] ?? '')))
      continue
    const inlines = parseInlines(text.slice(start, end), depth + 1)
    const inner: Inline = { kind, inlines }
    return { inline: mark === '***' ? { kind: 'emphasis', inlines: [inner] } : inner, end: end + mark.length }
  }
  return undefined
}

function readLink(text: string, at: number, depth: number): Piece | undefined {
  const close = find(text, '](', at + 1)
  if (close === -1) return undefined
  const end = find(text, ')', close + 2)
  if (end === -1) return undefined
  const label = text.slice(at + 1, close)
  const href = webAddress(
    text
      .slice(close + 2, end)
      .trim()
      .split(/\s/)[0] ?? '',
  )
  const inlines = parseInlines(label, depth + 1)
  if (href !== undefined) return { inline: { kind: 'link', href, inlines }, end: end + 1 }
  return undefined
}

function readBareLink(text: string, at: number): Piece | undefined {
  const found = /^https?:\/\/[^\s<>"'`)\]]+/.exec(text.slice(at, at + MAX_REACH))?.[0].replace(/[.,;:!?*_]+$/, '')
  const href = found === undefined ? undefined : webAddress(found)
  if (found === undefined || href === undefined) return undefined
  return { inline: { kind: 'link', href, inlines: [{ kind: 'text', text: found }] }, end: at + found.length }
}

function find(text: string, mark: string, from: number): number {
  const end = text.slice(from, from + MAX_REACH).indexOf(mark)
  return end === -1 ? -1 : from + end
}

/** The address if it is one of the web; no `javascript:`, no `data:`, nothing relative to our own page. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined
  try {
    return new URL(text).href
  } catch {
    return undefined
  }
}
