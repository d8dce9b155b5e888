import { capitalize } from '../../english/nouns.ts'
import { pick } from '../../seeded.ts'
import { CAPITALS, OPPOSITES, TOPICS } from './knowledge.ts'

/** A fact from the small tables, if the prompt asks for one. */
export function knownFact(prompt: string): string | undefined {
  const country = /\bcapital (?:city )?of (?:the )?([\p{L}\s]+?)\s*(?:[?.!,]|$)/iu.exec(prompt)?.[1]
  const capital = country === undefined ? undefined : CAPITALS[country.toLowerCase()]
  if (capital !== undefined) {
    const article = /^(?:netherlands|united)/i.test(country!) ? 'the ' : ''
    return `The capital of ${article}${country!.replace(/\b\p{Ll}/gu, (letter) => letter.toUpperCase())} is **${capital}**.`
  }
  const word = /\bopposite of ["“']?(\p{L}+)/iu.exec(prompt)?.[1]
  const opposite = word === undefined ? undefined : OPPOSITES[word.toLowerCase()]
  if (opposite !== undefined) return `The opposite of ${word!.toLowerCase()} is **${opposite}**.`
  return TOPICS.find(({ pattern }) => pattern.test(prompt))?.sentences.join(' ')
}

/** A fluent, careful text about something of which nothing is known here: it says how to think about it. */
export function explain(topic: string, seed: string): string {
  const choose = (choices: readonly string[], part: string): string => pick(choices, `${seed}:${part}`)
  const about = `“${topic}”`
  const opening = choose(
    [
      `The short answer on ${about}: it makes most sense when you look at its purpose first and its details second.`,
      `A good way into ${about} is to ask what problem it solves, and for whom.`,
      `There are three things worth knowing about ${about}: where it comes from, how it works, and where it stops being true.`,
    ],
    'opening',
  )
  const points = [
    choose(
      [
        '**Start with the basics.** Name the parts that are involved and what each of them does on its own.',
        '**Set the scene.** Be clear about the goal and about what is given from the start.',
      ],
      'first',
    ),
    choose(
      [
        '**See how the parts act together.** Most surprises come from the places where two simple things meet.',
        '**Follow one example from start to end.** One concrete case shows more than ten general remarks.',
      ],
      'second',
    ),
    choose(
      [
        '**Check the limits.** Ask under which conditions it no longer holds, and what happens then.',
        '**Test it.** Change one thing at a time and compare what happens with what you expected.',
      ],
      'third',
    ),
  ]
  const closing = choose(
    [
      'If you tell me what you need it for, I can go into the part that matters most to you.',
      'From there, each point can be taken further; tell me where you would like to begin.',
    ],
    'closing',
  )
  return `${opening}\n\n${points.map((point) => `* ${point}`).join('\n')}\n\n${closing}`
}

const ADJECTIVES = [
  'simple',
  'surprising',
  'classic',
  'practical',
  'bold',
  'playful',
  'quiet',
  'modern',
  'patient',
  'bright',
]

/** A numbered list with so many entries. */
export function list(topic: string, count: number, seed: string): string {
  const entries = Array.from({ length: Math.min(count, 20) }, (_, index) => {
    const adjective = ADJECTIVES[(index + seed.length) % ADJECTIVES.length]!
    const reason = pick(
      [
        'easy to begin with and hard to get wrong',
        'worth trying when time is short',
        'the one that people remember',
        'a good choice when nothing else fits',
        'small, but it changes the rest',
      ],
      `${seed}${index}`,
    )
    return `${index + 1}. **The ${adjective} one**: ${reason}.`
  })
  return `Here are ${entries.length} ideas for ${topic}:\n\n${entries.join('\n')}`
}

/** The first sentences of the text that a prompt brings along. */
export function summarize(prompt: string): string | undefined {
  const text =
    /:\s*([\s\S]{80,})$/.exec(prompt.slice(0, 50_000))?.[1] ??
    prompt
      .slice(0, 50_000)
      .split(/\n\s*\n/)
      .slice(1)
      .join(' ')
  const sentences = text.replace(/\s+/g, ' ').match(/[^.!?]{20,400}[.!?]/g)
  if (!sentences) return undefined
  const chosen = sentences.length > 2 ? [sentences[0]!, sentences.at(-1)!] : sentences.slice(0, 1)
  return `In short: ${chosen.map((sentence) => capitalize(sentence.trim())).join(' ')}`
}

const GOOD =
  /\b(?:love|loved|great|good|excellent|amazing|wonderful|happy|best|perfect|nice|enjoy\w*|fantastic|delight\w*)\b/gi
const BAD =
  /\b(?:hate|hated|bad|terrible|awful|worst|poor|sad|broken|disappoint\w*|boring|slow|never again|horrible)\b/gi

/** `Positive`, `Negative` or `Neutral`, by the words of the prompt. */
export function sentiment(prompt: string): string {
  const score = (prompt.match(GOOD)?.length ?? 0) - (prompt.match(BAD)?.length ?? 0)
  if (score === 0) return 'Neutral'
  return score > 0 ? 'Positive' : 'Negative'
}
