/** What one run of the calls has to do with its server and its hour; two runs differ in it and in nothing else. */
export interface Circumstances {
  readonly url: string
  readonly startedMillis: number
  readonly endedMillis: number
  /** Names by ids, which each server gives as it likes. */
  readonly experiments: Readonly<Record<string, string>>
}

export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json }

/** Drawn anew in each run. Longer forms first: a trace id holds 32 hex digits too. */
const DRAWN: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['trace', /\btr-[0-9a-f]{32}\b/g],
  ['assessment', /\ba-[0-9a-f]{32}\b/g],
  ['model', /\bm-[0-9a-f]{32}\b/g],
  ['uuid', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g],
  // Also within `%2F`, whose letter is a capital.
  ['hex', /(?<![0-9a-z])(?:[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-z])/g],
  ['bytes', /^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/g],
]

/** The server began before the calls. */
const NOW_MARGIN_MILLIS = 600_000
/** Durations of traces with times of their own are longer; others take as long as the machine needs. */
const SHORT_MILLIS = 60_000
/** How long something took, where only the machine decides. */
const DURATIONS = new Set(['execution_duration', 'execution_duration_ms', 'execution_time_ms'])
/** Sizes of JSON in which ids, times and addresses stand, whose digits differ from run to run. */
const SIZES = new Set(['mlflow.trace.sizeStats', 'mlflow.trace.sizeBytes'])
const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g
const NAMED_BY_ID = /(mlflow-artifacts:\/|\/artifacts\/|path=|\bid=|[Ee]xperiment )(\d+)(?=\/|%2F|$| )/g
/** Python writes sets in the order of a hash that is drawn for each process. */
const PYTHON_SET = /\{('[^'{}]*'(?:, '[^'{}]*')*)\}/g

/**
 * What a call gave, with what is different in each run replaced by what it is: ids by their kind and place of first
 * appearance, times of now, the address of the server.
 */
export function normalize(value: Json, { url, startedMillis, endedMillis, experiments }: Circumstances): Json {
  const seen = new Map<string, string>()
  const since = startedMillis - NOW_MARGIN_MILLIS
  const until = endedMillis + NOW_MARGIN_MILLIS
  const isNow = (millis: number): boolean => millis >= since && millis <= until

  const nameOf = (kind: string, id: string): string => {
    const known = seen.get(id)
    if (known !== undefined) return known
    const name = `<${kind} ${[...seen.values()].filter((each) => each.startsWith(`<${kind} `)).length + 1}>`
    seen.set(id, name)
    return name
  }

  const ofText = (text: string): string => {
    let result = text
      .replaceAll(url, '<server>')
      .replace(ISO_TIME, (time) => (isNow(Date.parse(time)) ? '<now>' : time))
    result = result.replace(NAMED_BY_ID, (_, root: string, id: string) => root + (experiments[id] ?? id))
    for (const [kind, pattern] of DRAWN) result = result.replace(pattern, (id) => nameOf(kind, id))
    result = result.replace(/\b\d{13,19}\b/g, (digits) =>
      isNow(Number(digits.length === 19 ? digits.slice(0, 13) : digits)) && [13, 19].includes(digits.length)
        ? '<now>'
        : digits,
    )
    return result.replace(PYTHON_SET, (_, members: string) => `{${members.split(', ').toSorted().join(', ')}}`)
  }

  const ofNumber = (number: number | bigint): Json =>
    isNow(Number(number)) || isNow(Number(number) / 1e6) ? '<now>' : number

  const of = (each: Json, key: string): Json => {
    if (key === '_mlflow_experiment_ids') return String(each).replace(/\d+/g, (id) => experiments[id] ?? id)
    if (key === 'experiment_id') return experiments[String(each)] ?? each
    if (typeof each === 'string') return SIZES.has(key) ? '<size>' : ofText(each)
    if (typeof each === 'number' || typeof each === 'bigint') {
      return DURATIONS.has(key) && each < SHORT_MILLIS ? '<short>' : ofNumber(each)
    }
    if (Array.isArray(each)) return inOrder(each.map((item: Json) => of(item, key)))
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([name, item]) => [ofText(name), of(item, name)]))
  }
  return of(value, '')
}

/** Lists of keys and values are maps: in which order they stand says nothing. */
function inOrder(items: readonly Json[]): readonly Json[] {
  const keyOf = (item: Json): string => String((item as { readonly key?: Json } | null)?.key)
  const isMap = items.every((item) => typeof item === 'object' && item !== null && 'key' in item && 'value' in item)
  return isMap ? items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) : items
}
