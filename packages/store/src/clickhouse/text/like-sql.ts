import type { Binder } from '../binder.ts'
import type { LikePattern } from './like-pattern.ts'

/** SQL: the text that `sql` gives matches. A backslash is an ordinary character here, and an escape in the engine's LIKE. */
export function likeSql(sql: string, { pattern, ignoreCase }: LikePattern, binder: Binder): string {
  const bound = binder.bind(pattern.replaceAll('\\', '\\\\'), 'String')
  return ignoreCase ? `lowerUTF8(${sql}) LIKE lowerUTF8(${bound})` : `${sql} LIKE ${bound}`
}

/** SQL: JSON text that `sql` gives matches, in which characters may be escaped. */
export function likeJsonSql(sql: string, like: LikePattern, binder: Binder): string {
  const { pattern, ignoreCase } = like
  if (!/["\\_]/.test(pattern) && !CONTROL.test(pattern)) return likeSql(sql, like, binder)
  const source = Array.from(pattern, (character) => {
    if (character === '%') return '.*'
    if (character === '_') return String.raw`(?:\\u[0-9a-f]{4}|\\.|.)`
    if (character === '"') return String.raw`(?:"|\\")`
    return JSON.stringify(character)
      .slice(1, -1)
      .replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  }).join('')
  const bound = binder.bind(ignoreCase ? source.toLowerCase() : source, 'String')
  return `match(${ignoreCase ? `lowerUTF8(${sql})` : sql}, concat('^(?s)', ${bound}, '$'))`
}

// oxlint-disable-next-line no-control-regex -- control characters are what JSON must escape
const CONTROL = /[\u0000-\u001f]/
