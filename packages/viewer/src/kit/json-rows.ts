import { isJsonArray, isJsonObject, type JsonValue } from './json-value.ts'

/** One line of a JSON tree. `id` is its JSON Pointer (RFC 6901); the document itself has the id ``. */
export interface JsonRow {
  readonly id: string
  readonly depth: number
  readonly key?: string | number
  readonly value: JsonValue
  /** How many entries an object or an array has. */
  readonly size?: number
  readonly open: boolean
}

type Entry = readonly [key: string | number, value: JsonValue]

function entriesOf(value: JsonValue): readonly Entry[] {
  if (isJsonArray(value)) return value.map((item, index) => [index, item])
  return isJsonObject(value) ? Object.entries(value) : []
}

export const isBranch = (value: JsonValue): boolean => typeof value === 'object' && value !== null

const pointerTo = (parent: string, key: string | number): string =>
  `${parent}/${typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The rows that show, depth first: what is closed is left out. O(rows), not O(document). */
export function jsonRows(root: JsonValue, isOpen: (id: string) => boolean): JsonRow[] {
  const rows: JsonRow[] = []
  const waiting: Omit<JsonRow, 'open' | 'size'>[] = []
  // An object or array at the top is the page itself, not a line on it.
  if (isBranch(root)) pushChildren(waiting, root, '', 0)
  else waiting.push({ id: '', depth: 0, value: root })
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const branch = isBranch(next.value)
    const open = branch && isOpen(next.id)
    rows.push({ ...next, open, size: branch ? sizeOf(next.value) : undefined })
    if (open) pushChildren(waiting, next.value, next.id, next.depth + 1)
  }
  return rows
}

const sizeOf = (value: JsonValue): number =>
  isJsonArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : 0

function pushChildren(waiting: Omit<JsonRow, 'open' | 'size'>[], value: JsonValue, id: string, depth: number): void {
  for (const [key, child] of entriesOf(value).toReversed()) {
    waiting.push({ id: pointerTo(id, key), depth, key, value: child })
  }
}

/** What is open to begin with: level by level, as long as all of it stays within `maxRows`, and no long list at all. */
export function openAtFirst(root: JsonValue, maxRows = 120, maxSize = 40): Set<string> {
  const open = new Set<string>()
  let rows = 0
  let level: { id: string; value: JsonValue }[] = [{ id: '', value: root }]
  while (level.length > 0) {
    const below = level.flatMap(({ id, value }) =>
      id !== '' && sizeOf(value) > maxSize
        ? []
        : entriesOf(value)
            .slice(0, maxRows + 1)
            .map(([key, child]) => ({ id: pointerTo(id, key), value: child, parent: id })),
    )
    rows += below.length
    if (rows > maxRows && level[0]!.id !== '') break
    for (const { parent } of below) open.add(parent)
    level = below.filter((node) => isBranch(node.value))
  }
  return open
}

/** How a program would reach it: `contents[0].parts[1].text`, from the pointer. */
export function pathOf(root: JsonValue, id: string): string {
  let value: JsonValue = root
  let path = ''
  for (const key of keysOf(id)) {
    if (isJsonArray(value)) {
      path += `[${key}]`
      value = value[Number(key)] ?? null
    } else {
      path += /^[A-Za-z_$][\w$]*$/.test(key) ? (path === '' ? key : `.${key}`) : `[${JSON.stringify(key)}]`
      value = isJsonObject(value) ? (value[key] ?? null) : null
    }
  }
  return path
}

const keysOf = (id: string): string[] =>
  id === ''
    ? []
    : id
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The pointers above `id`, itself not among them. */
export function ancestorsOf(id: string): string[] {
  const ancestors: string[] = []
  for (let at = id.indexOf('/', 1); at !== -1; at = id.indexOf('/', at + 1)) ancestors.push(id.slice(0, at))
  return ancestors
}

const MAX_MATCHES = 10_000

/** The pointers of all lines whose key or value contains `query`, any case, in the order of the rows; at most 10,000. */
export function findInJson(root: JsonValue, query: string): string[] {
  const wanted = query.toLowerCase()
  if (wanted === '') return []
  const found: string[] = []
  const waiting: { id: string; key?: string | number; value: JsonValue }[] = [{ id: '', value: root }]
  for (let next = waiting.pop(); next !== undefined && found.length < MAX_MATCHES; next = waiting.pop()) {
    const { id, key, value } = next
    const text = isBranch(value) ? '' : String(value)
    if ((typeof key === 'string' && contains(key, wanted)) || contains(text, wanted)) found.push(id)
    for (const [childKey, child] of entriesOf(value).toReversed()) {
      waiting.push({ id: pointerTo(id, childKey), key: childKey, value: child })
    }
  }
  return found
}

const contains = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted)
