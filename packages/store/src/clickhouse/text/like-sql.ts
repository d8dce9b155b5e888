import type { Binder } from '../binder.ts'
import { SAID, STRUCTURE } from '../payload/loose-text.ts'
import type { LikePattern } from './like-pattern.ts'

/** SQL: the text that `sql` gives matches. A backslash is an ordinary character here, and an escape in the engine's LIKE. */
export function likeSql(sql: string, { pattern, ignoreCase }: LikePattern, binder: Binder): string {
  const bound = binder.bind(pattern.replaceAll('\\', '\\\\'), 'String')
  return ignoreCase ? `lowerUTF8(${sql}) LIKE lowerUTF8(${bound})` : `${sql} LIKE ${bound}`
}

/** SQL: loose text that `sql` gives matches, in which the quotes around strings are marks. */
export function likeLooseSql(sql: string, like: LikePattern, binder: Binder): string {
  if (!like.pattern.includes('"')) return likeSql(sql, like, binder)
  return matchSql(sql, like, `["${SAID}${STRUCTURE}]`, '.', binder)
}

/** SQL: JSON text that `sql` gives matches, in which characters may be escaped. */
export function likeJsonSql(sql: string, like: LikePattern, binder: Binder): string {
  if (!/["\\_]/.test(like.pattern) && !CONTROL.test(like.pattern)) return likeSql(sql, like, binder)
  return matchSql(sql, like, String.raw`(?:"|\\")`, String.raw`(?:\\u[0-9a-f]{4}|\\.|.)`, binder, true)
}

// oxlint-disable-next-line no-control-regex -- control characters are what JSON must escape
const CONTROL = /[\u0000-\u001f]/

function matchSql(
  sql: string,
  { pattern, ignoreCase }: LikePattern,
  quote: string,
  anyCharacter: string,
  binder: Binder,
  isJson = false,
): string {
  const source = Array.from(pattern, (character) => {
    if (character === '%') return '.*'
    if (character === '_') return anyCharacter
    if (character === '"') return quote
    const written = isJson ? JSON.stringify(character).slice(1, -1) : character
    return written.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  }).join('')
  const bound = binder.bind(ignoreCase ? source.toLowerCase() : source, 'String')
  return `match(${ignoreCase ? `lowerUTF8(${sql})` : sql}, concat('^(?s)', ${bound}, '$'))`
}
