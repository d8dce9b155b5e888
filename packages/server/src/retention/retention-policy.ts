import type { Experiment } from '@loupe-ai/model'

/** What is absent does not bound. */
export interface RetentionPolicy {
  readonly maxAgeDays?: number
  readonly maxBytes?: number
}

/** Tags of an experiment; `0` keeps for ever, whatever the server's settings say. */
export const RETENTION_TAGS = {
  maxAgeDays: 'loupe.retention.maxAgeDays',
  maxBytes: 'loupe.retention.maxBytes',
} as const

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  ti: 1024 ** 4,
}

/** `30`, `0.5`; undefined for 0. */
export function readDays(text: string): number | undefined | 'wrong' {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text.trim())) return 'wrong'
  return Number(text) === 0 ? undefined : Number(text)
}

/** `50GB`, `1.5 TiB`, `1000000`; undefined for 0. */
export function readBytes(text: string): number | undefined | 'wrong' {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]i?)?b?$/i.exec(text.trim()) ?? []
  if (digits === undefined) return 'wrong'
  const bytes = Math.floor(Number(digits) * UNITS[(unit ?? '').toLowerCase()]!)
  return bytes === 0 ? undefined : bytes
}

export interface ReadPolicy {
  readonly policy: RetentionPolicy
  /** Tags that say nothing that can be read; they bound nothing, as if they were `0`: what is kept can still go later. */
  readonly wrongTags: readonly string[]
}

/** What an experiment's tags say, else the server's settings. */
export function policyOf({ tags }: Pick<Experiment, 'tags'>, defaults: RetentionPolicy): ReadPolicy {
  const wrongTags: string[] = []
  const read = <Name extends keyof RetentionPolicy>(
    name: Name,
    parse: (text: string) => number | undefined | 'wrong',
  ): number | undefined => {
    const text = tags[RETENTION_TAGS[name]]
    if (text === undefined) return defaults[name]
    const value = parse(text)
    if (value !== 'wrong') return value
    wrongTags.push(RETENTION_TAGS[name])
    return undefined
  }
  return { policy: { maxAgeDays: read('maxAgeDays', readDays), maxBytes: read('maxBytes', readBytes) }, wrongTags }
}
