import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Entities } from './find-entities.ts'
import { descriptionOf, enumOf, propertiesOf, typeOf } from './schema-fields.ts'
import type { Parameter } from './schema-fields.ts'
import { stems } from './words.ts'

/** Arguments made from a prompt; `missing` names what is required and not in it. */
export interface FilledArguments {
  args: JsonObject
  missing: string[]
}

/** Fills `parameters` from the prompt. Optional ones are filled only when the prompt speaks of them. */
export function fillArguments(parameters: readonly Parameter[], entities: Entities): FilledArguments {
  const args: JsonObject = {}
  const missing: string[] = []
  const used = new Set<string | number>()
  for (const parameter of parameters) {
    const value = fill(parameter, entities, used)
    if (value !== undefined) args[parameter.name] = value
    else if (parameter.isRequired) missing.push(parameter.name)
  }
  return { args, missing }
}

function fill(parameter: Parameter, entities: Entities, used: Set<string | number>): Json | undefined {
  const { schema, name, isRequired } = parameter
  const choices = enumOf(schema)
  if (choices.length > 0) return fillChoice(choices, entities.prompt, isRequired)
  switch (typeOf(schema)) {
    case 'NUMBER':
    case 'INTEGER':
      return fillNumber(parameter, entities, used)
    case 'BOOLEAN':
      return isRequired || mentions(entities.prompt, name)
        ? !/\b(?:not|don't|don’t|without|no|off|disable)\b/i.test(entities.prompt)
        : undefined
    case 'ARRAY': {
      const items = isObject(schema.items) ? schema.items : {}
      if (typeOf(items) === 'STRING') {
        const texts = entities.quoted.length > 0 ? entities.quoted : entities.names
        return texts.length > 0 ? texts : undefined
      }
      if (['NUMBER', 'INTEGER'].includes(typeOf(items)))
        return entities.numbers.length > 0 ? entities.numbers : undefined
      const item = fill({ name, schema: items, isRequired }, entities, used)
      return item === undefined ? undefined : [item]
    }
    case 'OBJECT': {
      const { args } = fillArguments(propertiesOf(schema), entities)
      return isRequired || Object.keys(args).length > 0 ? args : undefined
    }
    default:
      return fillText(parameter, entities, used)
  }
}

function fillChoice(choices: readonly string[], prompt: string, isRequired: boolean): string | undefined {
  const words = new Set(stems(prompt))
  const said = choices.find((choice) => stems(choice).some((word) => word.length > 1 && words.has(word)))
  const initial = choices.find(
    (choice) => choice.length <= 2 && new RegExp(String.raw`(?:°|\b)${choice}\b`).test(prompt),
  )
  return said ?? initial ?? (isRequired ? choices[0] : undefined)
}

function mentions(prompt: string, name: string): boolean {
  const words = new Set(stems(prompt))
  return stems(name).some((word) => words.has(word))
}

function fillNumber(
  { name, schema, isRequired }: Parameter,
  { prompt, numbers }: Entities,
  used: Set<string | number>,
): number | undefined {
  const named = numberBeside(name, prompt)
  const free = named ?? numbers.find((number) => !used.has(number))
  if (free !== undefined && (isRequired || mentions(prompt, name))) {
    used.add(free)
    return typeOf(schema) === 'INTEGER' ? Math.round(free) : free
  }
  if (!isRequired) return undefined
  // “Dim the lights” has no number, but the schema's range gives it a meaning.
  const told = /(\d+)\s*(?:to|-|–|and|\.\.)\s*(\d+)/.exec(descriptionOf(schema))
  const low = typeof schema.minimum === 'number' ? schema.minimum : told && Number(told[1])
  const high = typeof schema.maximum === 'number' ? schema.maximum : told && Number(told[2])
  if (low === null || high === null) return undefined
  const share = /\b(?:low|lower|dim|down|romantic|quiet|few|soft|slow)\b/i.test(prompt) ? 0.25 : 0.75
  return Math.round(low + (high - low) * share)
}

/** “3 passengers” for a parameter `passengers`, “page 2” for `page`. */
function numberBeside(name: string, prompt: string): number | undefined {
  const word = stems(name).find((stem) => stem.length > 2)
  if (word === undefined) return undefined
  const match = new RegExp(
    String.raw`(-?\d+(?:\.\d+)?)\s+${word}|${word}\w*\s+(?:to\s+|of\s+|is\s+)?(-?\d+(?:\.\d+)?)`,
    'iu',
  ).exec(prompt)
  return match ? Number(match[1] ?? match[2]) : undefined
}

type TextFinder = (entities: Entities, used: ReadonlySet<string | number>) => string | undefined

const firstOf =
  (pattern: RegExp): TextFinder =>
  ({ prompt }) => {
    const match = pattern.exec(prompt)
    return (match?.[1] ?? match?.[0])?.trim()
  }

const unusedName: TextFinder = ({ names }, used) => names.find((name) => !used.has(name))

const PLACE_AFTER = String.raw`\s+((?:the\s+)?\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*)*(?:,\s\p{Lu}{2}\b)?)`
const after = (words: string): TextFinder => firstOf(new RegExp(String.raw`\b(?:${words})${PLACE_AFTER}`, 'u'))

/** What a text parameter holds, by the words of its name and, failing that, of its description. */
const TEXTS: readonly (readonly [RegExp, TextFinder])[] = [
  [/mail/, firstOf(/[\w.+-]+@[\w-]+\.[\w.]+\w/)],
  [/\bur[li]\b|link|website/, firstOf(/https?:\/\/[^\s"'<>]+/)],
  [/origin|departure (?:city|airport)|\bfrom\b|source/, after('from')],
  [/destination|arrival (?:city|airport)|\bto city\b/, after('to')],
  [
    /date|\bday\b|\bwhen\b|deadline/,
    firstOf(
      /\b\d{4}-\d{2}-\d{2}\b|\b(?:today|tonight|tomorrow|yesterday|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|month))\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?\b/i,
    ),
  ],
  [/\btime ?zone|\btz\b/, firstOf(/\b(?:UTC|GMT|CET|EST|PST)\b|\b[A-Z][a-z]+\/[A-Z][A-Za-z_]+\b/)],
  [/\btime\b|\bhour\b/, firstOf(/\b\d{1,2}(?::\d{2})?\s?(?:am|pm)\b|\b\d{1,2}:\d{2}\b|\bnoon\b|\bmidnight\b/i)],
  [/currency/, firstOf(/\b(?:USD|EUR|GBP|JPY|CHF|SEK|CAD|AUD)\b/)],
  [/symbol|ticker/, firstOf(/\b[A-Z]{2,5}\b/)],
  [/\bid\b|number|code/, firstOf(/#?\b[\p{L}-]*\d[\w-]*\b/u)],
  [
    /city|location|place|address|country|town|region|state|where/,
    (entities, used) => after('in|at|for|near|of|to')(entities, used) ?? unusedName(entities, used),
  ],
  [/query|question|search|prompt|keyword|\bq\b|input|text/, ({ prompt, quoted }) => quoted[0] ?? searchWords(prompt)],
  [
    /message|body|content|note|reminder|title|subject|topic|task/,
    ({ prompt, quoted }) => quoted[0] ?? aboutWords(prompt),
  ],
  [/name|person|recipient|user|contact|author|artist|\bwho\b|customer/, unusedName],
]

function fillText(
  { name, schema, isRequired }: Parameter,
  entities: Entities,
  used: Set<string | number>,
): string | undefined {
  const words = (text: string): string =>
    text
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/[_-]+/g, ' ')
      .toLowerCase()
  const finder =
    TEXTS.find(([pattern]) => pattern.test(words(name)))?.[1] ??
    TEXTS.find(([pattern]) => pattern.test(words(descriptionOf(schema))))?.[1]
  const found = finder
    ? finder(entities, used)
    : isRequired
      ? (entities.quoted[0] ?? unusedName(entities, used))
      : undefined
  if (found !== undefined) used.add(found)
  return found
}

/** “Search the web for red shoes, please” → `red shoes`. */
function searchWords(prompt: string): string {
  const wanted =
    /\b(?:search(?: the \w+| online)?|look up|look|find|google)(?: for| up)?\s+(.+)/is.exec(prompt)?.[1] ?? prompt
  return wanted.replace(/[,\s]*(?:please)?[\s.?!]*$/i, '').trim()
}

/** “Remind me to call Ann” → `call Ann`. */
function aboutWords(prompt: string): string | undefined {
  return /\b(?:saying|that says|about|to say|titled|called|named|remind me to|to)\s+(.+?)[\s.?!]*$/is
    .exec(prompt)?.[1]
    ?.trim()
}

/** A value for a required parameter of which the prompt says nothing, when a call must be made all the same. */
export function inventValue({ name, schema }: Parameter, { prompt }: Entities): Json {
  if (schema.default !== undefined && schema.default !== null) return schema.default
  if (schema.example !== undefined && schema.example !== null) return schema.example
  switch (typeOf(schema)) {
    case 'NUMBER':
    case 'INTEGER':
      return typeof schema.minimum === 'number' ? schema.minimum : 1
    case 'BOOLEAN':
      return true
    case 'ARRAY':
      return []
    case 'OBJECT':
      return {}
    default:
      return prompt === '' ? name : prompt.slice(0, 200)
  }
}
