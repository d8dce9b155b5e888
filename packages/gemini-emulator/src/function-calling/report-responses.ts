import type { AnsweredCall, Conversation } from '../answer/conversation.ts'
import { capitalize, writeNumber } from '../english/nouns.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { pick } from '../seeded.ts'
import { readResponse } from './response-value.ts'

const LONGEST = 1200

/** What the functions said, for people: a sentence for one call, a list for several. */
export function reportResponses({ answered }: Conversation, seed: string): string {
  const lines = answered.map(reportOne)
  if (lines.length === 1) return lines[0]!
  const opening = pick(['Here is what I found:', 'Here are the results:', 'This is what I got:'], seed)
  return `${opening}\n\n${lines.map((line) => `* ${line}`).join('\n')}`
}

function reportOne({ call, response }: AnsweredCall): string {
  const about = subjectOf(call)
  const read = readResponse(response)
  if (read.kind === 'error') return `I could not get ${about}: ${read.message.slice(0, LONGEST)}.`.replace(/\.+$/, '.')
  if (read.value === true || isEmpty(read.value)) return `Done: ${about}.`
  return `${capitalize(about)}: ${writeValue(read.value)}${typeof read.value === 'string' && /[.!?]$/.test(read.value) ? '' : '.'}`
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (isObject(value) && Object.keys(value).length === 0)
}

/** `get_weather {location: Boston}` → `the weather for Boston`. */
function subjectOf({ name, args = {} }: AnsweredCall['call']): string {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_.:-]+/g, ' ')
    .toLowerCase()
    .trim()
  const topic = words.replace(/^(?:get|fetch|find|look ?up|read|list|search|show|query)\s+(?:the\s+|current\s+)?/, '')
  const values = Object.values(args).filter((value) => typeof value === 'string' || typeof value === 'number')
  const subject = topic === words ? words : `the ${topic}`
  return values.length > 0 ? `${subject} for ${values.map((value) => String(value).slice(0, 80)).join(', ')}` : subject
}

function writeValue(value: Json, depth = 0): string {
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value !== 'object' || value === null) return String(value).slice(0, LONGEST)
  if (depth > 2) return JSON.stringify(value).slice(0, 200)
  const text = Array.isArray(value)
    ? value
        .slice(0, 20)
        .map((item) => writeValue(item, depth + 1))
        .join('; ')
    : Object.entries(value)
        .slice(0, 20)
        .map(([key, item]) => `${key.replace(/[_-]+/g, ' ')} ${writeValue(item, depth + 1)}`)
        .join(', ')
  return text.slice(0, LONGEST)
}
