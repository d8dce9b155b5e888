import { capitalize, countNoun, singular, writeNumber } from '../english/nouns.ts'
import { pastTense, thirdPerson } from '../english/verbs.ts'
import { writeExpression } from './expression.ts'
import type { Arithmetic } from './read-arithmetic.ts'

/** One sentence, or a list, that answers `prompt` with the values found for its calculations. */
export function stateResult(prompt: string, arithmetic: Arithmetic, values: readonly number[]): string {
  if (arithmetic.kind === 'story') return answerQuestion(prompt, values[0]!)
  const lines = arithmetic.expressions.map(
    (expression, index) => `${writeExpression(expression, 'people')} = **${writeNumber(values[index]!)}**`,
  )
  return lines.length === 1 ? `${lines[0]}` : `Here are the results:\n\n${lines.map((line) => `* ${line}`).join('\n')}`
}

const TAIL = /\b(in total|altogether|in all|left|now|remaining|still|combined)\b/

// A subject is a pronoun, a name or two, or a noun with a word before it.
const SUBJECT_AND_VERB =
  /^((?:each|every|all|the|my|our|your|his|her|their|\d+|each of (?:my|the|his|her|them))\s+[\p{L}-]+|\p{Lu}[\p{L}-]*\s+and\s+[\p{L}-]+|[\p{L}-]+)\s+([\p{L}]+)/u

/** “How many mittens do I have in total?” with 2508 → “You have 2,508 mittens in total.” */
function answerQuestion(prompt: string, value: number): string {
  const question = /\bhow (many|much|far)\b([^?.!]*)/i.exec(prompt)
  if (!question) return `The result is ${writeNumber(value)}.`
  const isMoney =
    /[$]|\bdollars?\b/i.test(prompt) &&
    (question[1]!.toLowerCase() === 'much' || /^\s*(?:dollars|money)/i.test(question[2]!))
  const asked =
    /^\s*([\p{L}\s-]*?)(?:\sof\s[\d.]+)?\s*\b(do|does|did|are|is|were|was|will|would|can|could|have|has|remain|fit)\b\s*(.*)$/iu.exec(
      question[2]!,
    )
  const unit = /\b(miles|kilometers|kilometres|km|meters|metres|feet|yards)\b/i.exec(prompt)?.[1] ?? ''
  const noun = question[1]!.toLowerCase() === 'far' ? unit : (asked?.[1]?.trim() ?? '')
  const verb = asked?.[2]?.toLowerCase() ?? ''
  const rest = (asked?.[3] ?? '').trim()
  const amount = isMoney ? `$${writeNumber(value)}` : `${writeNumber(value)} ${countNoun(value, noun)}`.trim()
  const tailWord = TAIL.exec(question[2]!.toLowerCase())?.[1]
  const tail = tailWord === undefined || tailWord === 'still' ? '' : ` ${tailWord}`
  return `${capitalize(clauseFor(verb, rest, amount, value, prompt, tailWord))}${tail}.`
}

function clauseFor(
  verb: string,
  rest: string,
  amount: string,
  value: number,
  prompt: string,
  tailWord: string | undefined,
): string {
  const asking = SUBJECT_AND_VERB.exec(rest)
  const auxiliary = /^(do|does|did|will|would|can|could)$/.test(verb)
  if (auxiliary && asking) {
    const [, subject = '', action = ''] = asking
    if (/^(?:that|this|it)$/i.test(subject) && /^(?:make|leave)$/i.test(action))
      return `that ${thirdPerson(action)} ${amount}`
    const shown = answerSubject(subject)
    if (shown !== undefined) return `${shown.text} ${inflect(verb, action.toLowerCase(), shown.isThird)} ${amount}`
    return `the answer is ${amount}`
  }
  if (/^(?:are|is|were|was)$/.test(verb) && /^(?:there|left|remaining|still|in)\b/i.test(rest)) {
    const be = { are: value === 1 ? 'is' : 'are', is: 'is', were: value === 1 ? 'was' : 'were', was: 'was' }[verb]!
    return `there ${be} ${amount}`
  }
  if (verb === 'remain') return `there ${value === 1 ? 'is' : 'are'} ${amount} left`
  // “How many mittens is that?” is about what the asker has, if the asker said to have something.
  if (/\b(?:i|we) (?:have|own|had|bought|buy|got)\b/i.test(prompt) && /^(?:that|this|it)\b/i.test(rest))
    return `you have ${amount}`
  return tailWord === 'left' ? `there ${value === 1 ? 'is' : 'are'} ${amount}` : `that makes ${amount}`
}

function inflect(auxiliary: string, action: string, isThird: boolean): string {
  if (auxiliary === 'did') return pastTense(action)
  if (/^(?:will|would|can|could)$/.test(auxiliary)) return `${auxiliary} ${action}`
  return isThird ? thirdPerson(action) : action
}

/** The subject of the question as the answer says it; long ones are not subjects. */
function answerSubject(subject: string): { text: string; isThird: boolean } | undefined {
  const lower = subject.toLowerCase()
  if (lower === 'i' || lower === 'we' || lower === 'you') return { text: lower === 'you' ? 'I' : 'you', isThird: false }
  if (lower === 'they') return { text: 'they', isThird: false }
  if (subject.split(/\s+/).length > 4) return undefined
  const shown = lower.replace(/\bmy\b/, 'your')
  const isPlural =
    /\band\b/.test(lower) || (singular(lower) !== lower && !/^(?:each|every)\b/.test(lower) && subject === lower)
  return { text: subject === lower ? shown : subject, isThird: !isPlural }
}
