/** A section of `.databrickscfg`: its keys in lower case. */
export type Profile = ReadonlyMap<string, string>

export const DEFAULT_PROFILE = 'DEFAULT'

/** The profiles of a `.databrickscfg`, which is an INI file: `[name]`, then `key = value`; `#` and `;` begin a comment line. */
export function readProfiles(text: string): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Map<string, string>>()
  let current: Map<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const name = sectionOf(line)
    if (name !== undefined) {
      current = profiles.get(name) ?? new Map()
      profiles.set(name, current)
      continue
    }
    const match = /^\s*([^#;=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line)
    if (match !== null) current?.set(match[1]!.toLowerCase(), match[2]!)
  }
  return profiles
}

/** The text with the profile `name` replaced, or added in front; every other line stays as it is. */
export function withProfile(text: string, name: string, fields: Readonly<Record<string, string>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const section = [`[${name}]`, ...Object.entries(fields).map(([key, value]) => `${key} = ${value}`)]
  const start = lines.findIndex((line) => sectionOf(line) === name)
  if (start === -1) return [...section, ...(lines.length > 0 ? ['', ...lines] : []), ''].join('\n')
  const next = lines.findIndex((line, index) => index > start && sectionOf(line) !== undefined)
  const end = next === -1 ? lines.length : next
  const rest = lines.slice(end)
  return [...lines.slice(0, start), ...section, ...(rest.length > 0 ? ['', ...rest] : []), ''].join('\n')
}

const sectionOf = (line: string): string | undefined => /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1]?.trim()
