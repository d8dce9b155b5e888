import { enumOf, propertiesOf, typeOf } from '../function-calling/schema-fields.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Schema } from '../request/generate-request.ts'
import { hash32, pick } from '../seeded.ts'

/** What values are made from. */
interface Sources {
  root: Schema
  prompt: string
  /** Words of the prompt that are about something. */
  words: readonly string[]
  seed: string
}

const DEEPEST = 8
const COMMON = new Set(
  'a an and are as at be by can do for from give how i in is it list make me my of on or please some that the this to what which with write you your'.split(
    ' ',
  ),
)

/**
 * A value that is valid for `schema` (OpenAPI-like or JSON Schema, `$ref` and `anyOf` included), made of the prompt's
 * words where a text is wanted. The same arguments give the same value.
 */
export function jsonForSchema(schema: Schema, prompt: string, seed: string): Json {
  const words = (prompt.slice(0, 20_000).match(/[\p{L}\p{N}'’-]+/gu) ?? []).filter(
    (word) => !COMMON.has(word.toLowerCase()),
  )
  return make(schema, { root: schema, prompt, words, seed }, 'value', 0)
}

/** The value of an enum answer (`text/x.enum`): the choice that the prompt names, or any. */
export function chooseEnum(schema: Schema, prompt: string, seed: string): string {
  const choices = enumOf(schema)
  const text = prompt.toLowerCase()
  return (
    choices.find((choice) => text.includes(choice.toLowerCase())) ?? (choices.length > 0 ? pick(choices, seed) : '')
  )
}

function make(given: Schema, sources: Sources, path: string, depth: number): Json {
  const schema = resolve(given, sources.root)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return chooseValue(schema.enum, sources, path)
  const variants = [schema.anyOf, schema.oneOf].find((list) => Array.isArray(list) && list.length > 0)
  if (Array.isArray(variants)) return make(pickVariant(variants, schema, depth), sources, path, depth + 1)
  if (Array.isArray(schema.allOf)) return make(mergeAll(schema, sources.root), sources, path, depth + 1)
  switch (typeOf(schema)) {
    case 'OBJECT':
      return makeObject(schema, sources, path, depth)
    case 'ARRAY':
      return makeArray(schema, sources, path, depth)
    case 'NUMBER':
    case 'INTEGER':
      return makeNumber(schema, sources, path)
    case 'BOOLEAN':
      return hash32(`${sources.seed}${path}`) % 2 === 0
    case 'NULL':
      return null
    default:
      return makeText(schema, sources, path)
  }
}

/** Follows `$ref` (`#/$defs/X`), at most a few times: a reference to itself has no value. */
function resolve(schema: Schema, root: Schema, hops = 0): Schema {
  const reference = schema.$ref ?? schema.ref
  if (typeof reference !== 'string' || hops > DEEPEST) return schema
  let target: Json | undefined = root
  for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    target = isObject(target) ? target[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isObject(target) ? resolve(target, root, hops + 1) : {}
}

/** Deep down the variant that ends soonest, so that a schema that holds itself ends. */
function pickVariant(variants: readonly Json[], { type }: Schema, depth: number): Schema {
  const schemas = variants
    .filter(isObject)
    .map((variant) => (variant.type === undefined && type !== undefined ? { ...variant, type } : variant))
  const ends = schemas.find((variant) => !['OBJECT', 'ARRAY'].includes(typeOf(variant)) && variant.$ref === undefined)
  const says = schemas.find((variant) => typeOf(variant) !== 'NULL')
  return (depth > DEEPEST / 2 ? ends : says) ?? schemas[0] ?? {}
}

function mergeAll(schema: Schema, root: Schema): Schema {
  const parts = (schema.allOf as Json[]).filter(isObject).map((part) => resolve(part, root))
  const { allOf: _allOf, ...own } = schema
  return [...parts, own].reduce<Schema>((merged, part) => {
    const properties = { ...asObject(merged.properties), ...asObject(part.properties) }
    const required = [...asArray(merged.required), ...asArray(part.required)]
    return { ...merged, ...part, properties, required }
  }, {})
}

const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})
const asArray = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

function chooseValue(values: readonly Json[], { prompt, seed }: Sources, path: string): Json {
  const text = prompt.toLowerCase()
  return (
    values.find((value) => typeof value === 'string' && value !== '' && text.includes(value.toLowerCase())) ??
    pick(values, `${seed}${path}`)
  )
}

function makeObject(schema: Schema, sources: Sources, path: string, depth: number): JsonObject {
  const properties = propertiesOf(schema).filter(({ isRequired }) => isRequired || depth < DEEPEST / 2)
  return Object.fromEntries(
    properties.map(({ name, schema }) => [name, make(schema, sources, `${path}.${name}`, depth + 1)]),
  )
}

function makeArray(schema: Schema, sources: Sources, path: string, depth: number): Json[] {
  const prefix = asArray(schema.prefixItems).filter(isObject)
  const least = Number(schema.minItems ?? 0)
  const most = Math.min(Number(schema.maxItems ?? 100), 100)
  const asked = /\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b/i.exec(sources.prompt)?.[1]
  const wanted = asked === undefined || depth > 2 ? 3 : toNumber(asked)
  const count = depth > DEEPEST / 2 ? least : Math.min(Math.max(wanted, least, prefix.length), Math.max(most, least))
  const items = isObject(schema.items) ? schema.items : {}
  return Array.from({ length: count }, (_, index) =>
    make(prefix[index] ?? items, sources, `${path}[${index}]`, depth + 1),
  )
}

const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten'.split(' ')
const toNumber = (word: string): number => (/\d/.test(word) ? Number(word) : NUMBER_WORDS.indexOf(word.toLowerCase()))

function makeNumber(schema: Schema, { seed }: Sources, path: string): number {
  const isInteger = typeOf(schema) === 'INTEGER'
  const step = typeof schema.multipleOf === 'number' && schema.multipleOf > 0 ? schema.multipleOf : isInteger ? 1 : 0.01
  const above = typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + step : 1
  const below = typeof schema.exclusiveMaximum === 'number' ? schema.exclusiveMaximum - step : Infinity
  const low =
    typeof schema.minimum === 'number'
      ? Math.max(schema.minimum, schema.exclusiveMinimum === undefined ? -Infinity : above)
      : Math.min(above, Number(schema.maximum ?? above))
  const high = Math.min(typeof schema.maximum === 'number' ? schema.maximum : low + 99, below)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.max(first, Math.floor(high / step + 1e-9))
  const value = (first + (hash32(`${seed}${path}`) % (last - first + 1))) * step
  return Number(value.toFixed(6))
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-03-14',
  time: '09:30:00Z',
  'date-time': '2026-03-14T09:30:00Z',
  duration: 'PT15M',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '3f2b8c1e-5d47-4a90-9c36-7e1f0b2d4a68',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  hostname: 'example.com',
}

const NAMED: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /recipe/i,
    ['Chocolate Chip Cookies', 'Oatmeal Raisin Cookies', 'Snickerdoodles', 'Peanut Butter Cookies', 'Shortbread'],
  ],
  [/ingredient/i, ['flour', 'butter', 'sugar', 'eggs', 'vanilla extract', 'a pinch of salt']],
  [
    /(?:first|last|full)?_?name$|author|person/i,
    ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra'],
  ],
  [/city|location|place/i, ['Lisbon', 'Oslo', 'Kyoto', 'Montreal', 'Cape Town']],
  [/country/i, ['Portugal', 'Norway', 'Japan', 'Canada', 'South Africa']],
  [/colou?r/i, ['teal', 'amber', 'crimson', 'indigo']],
  [/mail/i, ['ada@example.com', 'grace@example.com']],
  [/url|link/i, ['https://example.com/']],
  [/date/i, ['2026-03-14', '2026-06-21']],
  [/(?:^|_)id$/i, ['a1', 'b2', 'c3', 'd4']],
]

function makeText(schema: Schema, { words, seed }: Sources, path: string): string {
  const format = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined
  if (format !== undefined) return format
  const least = Number(schema.minLength ?? 0)
  const most = Number(schema.maxLength ?? Infinity)
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '' && !/^\d+$/.test(key))
  const key = keys.at(-1) ?? ''
  const index = Number(/\[(\d+)\](?!.*\[)/.exec(path)?.[1] ?? 0)
  const named = NAMED.find(([pattern]) => pattern.test(key))?.[1]
  const readable = key
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
  const about = words.length > 0 ? words.slice(0, 6).join(' ') : 'the request'
  const text = named
    ? named[(hash32(seed) + index) % named.length]!
    : pick([`The ${readable} of ${about}`, `A ${readable} about ${about}`, `${about}: ${readable}`], `${seed}${path}`)
  return [...text.padEnd(least, '.')].slice(0, most).join('')
}
