import { pick } from '../seeded.ts'
import type { Conversation } from './conversation.ts'
import { recall, topicInContext } from './fallback/follow-up.ts'
import { followSystem } from './fallback/follow-system.ts'
import { applyWishes, readWishes } from './fallback/read-wishes.ts'
import { code, haiku, joke, poem, story } from './fallback/write-creative.ts'
import type { Writer } from './fallback/write-creative.ts'
import { explain, knownFact, list, sentiment, summarize } from './fallback/write-prose.ts'

/** Texts asked for by their form: what asks for them, and who writes them. */
const FORMS: readonly (readonly [RegExp, Writer])[] = [
  [/\bhaikus?\b/i, haiku],
  [/\b(?:poem|verse|limerick|sonnet|song)s?\b/i, poem],
  [/\bjokes?\b|\bmake me laugh\b/i, joke],
  [/\b(?:story|tale|fable)\b/i, story],
]

const SMALL_TALK: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[\s\w,]{0,20}[.!?]*$/i,
    ['Hello! How can I help you today?', 'Hi there! What would you like to talk about?'],
  ],
  [/^(?:thanks|thank you|great, thanks|thx)\b/i, ['You are welcome! Is there anything else?', 'Glad I could help.']],
  [/^how are you\b/i, ['I am doing well, thank you. What can I do for you?']],
  [
    /^(?:who|what) are you\b/i,
    ['I am the Gemini emulator: I answer on your own machine, the same way each time, without a model behind me.'],
  ],
  [/^(?:ping|test|testing)\W*$/i, ['pong', 'Received, and working.']],
]

const COUNTED =
  /\b(?:list|name|give|suggest|write|recommend|propose)\b[^.?!]*?\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) ([^.?!\n]{2,80})/i
const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ')

/**
 * A sensible text about whatever was asked: what it is about, the turn before and the system instruction can be heard in
 * it. The same conversation and seed give the same text.
 */
export function fallbackAnswer(conversation: Conversation, seed: string): string {
  const { prompt, system, media } = conversation
  const said = recall(conversation) ?? smallTalk(prompt, seed)
  if (said !== undefined) return followSystem(said, system)
  const seen = media.length > 0 ? `I can see ${describeMedia(media)} with your message. ` : ''
  const text = seen + writeAnswer(conversation, seed)
  return followSystem(applyWishes(text, readWishes(prompt.slice(0, 5000), system)), system)
}

function smallTalk(prompt: string, seed: string): string | undefined {
  if (prompt === '') return 'I did not get any text. What would you like to know?'
  const answers = SMALL_TALK.find(([pattern]) => pattern.test(prompt))?.[1]
  return answers && pick(answers, seed)
}

function writeAnswer(conversation: Conversation, seed: string): string {
  const { prompt } = conversation
  const head = prompt.slice(0, 5000)
  const { topic, refersTo } = topicInContext(conversation)
  if (/\bsentiment\b|\bpositive or negative\b/i.test(head)) return sentiment(head)
  if (/\b(?:summari[sz]e|summary|tl;?dr)\b/i.test(head)) {
    const summary = summarize(prompt)
    if (summary !== undefined) return summary
  }
  const written = /\b(?:code|function|program|script|python)\b/i.test(head) ? code(head) : undefined
  if (written !== undefined) return written
  const form = /\b(?:write|tell|compose|make|give|sing|create|know|generate)\b/i.test(head)
    ? FORMS.find(([pattern]) => pattern.test(head))
    : undefined
  if (form) return form[1](topic, seed)
  const fact = knownFact(head)
  if (fact !== undefined) return fact
  const counted = COUNTED.exec(head)
  if (counted)
    return list(
      counted[2]!.trim(),
      /\d/.test(counted[1]!) ? Number(counted[1]) : NUMBERS.indexOf(counted[1]!.toLowerCase()),
      seed,
    )

  const earlierFact = refersTo === undefined ? undefined : knownFact(refersTo)
  if (refersTo === undefined) return explain(topic, seed)
  const bridge = pick([`Going back to “${refersTo}”: `, `Building on what you asked about “${refersTo}”: `], seed)
  return bridge + (earlierFact ?? explain(topic, seed))
}

function describeMedia(media: readonly string[]): string {
  const names = media.map((type) =>
    type === 'application/pdf' ? 'document' : type.split('/')[0]!.replace('application', 'file'),
  )
  const counts = [...new Set(names)].map((name) => {
    const count = names.filter((other) => other === name).length
    return count === 1 ? `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}` : `${count} ${name}s`
  })
  return counts.join(' and ')
}
