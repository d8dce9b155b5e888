import type { Conversation } from '../conversation.ts'
import { readTopic, shorten } from './read-topic.ts'

/** Answers that are found in what was said before: names, earlier questions. */
export function recall({ prompt, earlier }: Conversation): string | undefined {
  if (/\bwhat(?:'s|’s| is) my name\b|\bwho am i\b/i.test(prompt)) {
    const told = [...earlier]
      .reverse()
      .map(({ user }) => /\b(?:my name is|i am|i'm|i’m|call me) (\p{Lu}[\p{L}'’-]+)/u.exec(user)?.[1])
    const name = told.find((name) => name !== undefined)
    return name === undefined ? 'You have not told me your name yet.' : `Your name is ${name}.`
  }
  if (
    /\bwhat (?:did|was) (?:i|my) (?:just |first |last |previous )?(?:say|said|ask|asked|question|message)\b/i.test(
      prompt,
    )
  ) {
    const asked = /\bfirst\b/i.test(prompt) ? earlier[0] : earlier.at(-1)
    return asked ? `You said: “${shorten(asked.user, 200)}”` : 'This is the beginning of our conversation.'
  }
  return undefined
}

// A prompt that only makes sense after another one.
const REFERS_BACK =
  /^(?:and|but|so|then|okay|ok|why|how about|what about|more|go on|continue|tell me more|can you (?:elaborate|expand|explain (?:that|it))|explain (?:that|it)|in other words|for example|such as)\b|\b(?:it|that|this|they|them|those|these|the (?:first|second|last|former|latter))\b/i

/** The topic of a prompt that may lean on the turn before it. */
export function topicInContext({ prompt, earlier }: Conversation): { topic: string; refersTo?: string } {
  const topic = readTopic(prompt)
  const previous = earlier.at(-1)
  if (!previous) return { topic }
  const refersTo = readTopic(previous.user)
  return REFERS_BACK.test(prompt.slice(0, 200)) && refersTo !== topic ? { topic, refersTo } : { topic }
}
