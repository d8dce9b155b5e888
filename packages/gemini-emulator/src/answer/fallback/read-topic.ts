const OPENINGS: readonly RegExp[] = [
  /^(?:please|kindly|okay|ok|so|now|well|and|hey|hi|hello)[,\s]+/i,
  /^(?:can|could|would|will) you (?:please )?/i,
  /^(?:i (?:want|would like|need|'d like) (?:you )?to )/i,
  /^(?:tell|give|show|write|explain|describe|teach|help)(?: (?:me|us))?(?: (?:to|with|about|how|more about|a bit about))?\s+/i,
  /^(?:what|how) about\s+/i,
  /^how (?:do|can|should|could) (?:i|you|we|one)\s+(?=\p{L})/iu,
  /^(?:what|who|where|when|which)(?:'s|’s| is| are| was| were| does| do| did)?\s+/i,
  /^(?:a|an|the|some) (?:(?:short|brief|long|detailed|quick|simple|funny) )*(?:explanation|description|overview|summary|introduction|story|poem|joke|haiku|text|paragraph|sentence|list|review)s? (?:of|about|on|for|to)\s+/i,
]

const HOW_TO = /^how (?:do|can|should|could) (?:i|you|we|one)\s/i
// What is left of “What is in this picture?” says less than the question.
const NO_TOPIC = /^(?:in|on|at|of|to|with|for|going|wrong|this|that|it|there)\b/i

const LENGTH_WISH =
  /,?\s*\bin (?:one|two|three|four|five|a few|\d+|a single) (?:short )?(?:sentences?|words?|paragraphs?|lines?|bullet points?)\b/gi

/** What a prompt is about, as a phrase without a mark at its end: “Explain gravity in one sentence.” → `gravity`. */
export function readTopic(prompt: string): string {
  const line = prompt.slice(0, 2000).replace(/\s+/g, ' ').trim()
  const sentence = /^.*?[.?!](?=\s|$)/.exec(line)?.[0] ?? line
  let topic = sentence.replace(LENGTH_WISH, '').trim()
  const isHowTo = HOW_TO.test(topic)
  for (const opening of OPENINGS) topic = topic.replace(opening, '')
  if (isHowTo) topic = `how to ${topic}`
  if (NO_TOPIC.test(topic)) topic = sentence
  topic = topic.replace(/[\s.?!,:;]+$/, '').trim()
  return shorten(topic === '' ? sentence.replace(/[\s.?!,:;]+$/, '') : topic, 90)
}

/** At most `most` characters, ended at a word. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).replace(/\s+\S*$/, '')}…`
}
