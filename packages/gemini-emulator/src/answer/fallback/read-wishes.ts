/** How long an answer is wanted. */
export interface Wishes {
  sentences?: number
  words?: number
}

const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  a: 1,
  single: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  ten: 10,
}
const SENTENCES =
  /\b(?:in|with|use|write|exactly|only)?\s*(?:just |exactly |only |at most )?(a single|one|two|three|four|five|six|\d{1,2})(?: short| simple| brief)? sentences?\b/i
const WORDS =
  /\b(?:in|with|under|at most|exactly|max(?:imum)?|fewer than|less than)\s+(one|two|three|four|five|six|ten|\d{1,3}) words?\b/i
const BRIEF = /\b(?:briefly|concise(?:ly)?|be brief|short(?:ly)? answers?|short paragraph|keep it short|tl;?dr)\b/i

/** Reads wishes about length; the system instruction's hold when the prompt has none. */
export function readWishes(prompt: string, system: string): Wishes {
  for (const text of [prompt, system]) {
    const words = WORDS.exec(text)?.[1]
    if (words !== undefined) return { words: toNumber(words) }
    const sentences = SENTENCES.exec(text)?.[1]
    if (sentences !== undefined) return { sentences: toNumber(sentences) }
    if (BRIEF.test(text)) return { sentences: 2 }
  }
  return {}
}

function toNumber(word: string): number {
  return /\d/.test(word) ? Math.max(1, Number(word)) : (NUMBERS[word.toLowerCase().split(' ').at(-1)!] ?? 1)
}

/** The text made as short as wished: whole sentences, or so many words. */
export function applyWishes(text: string, { sentences, words }: Wishes): string {
  if (words !== undefined) {
    const all = text.split(/\s+/)
    return all.length <= words
      ? text
      : `${all
          .slice(0, words)
          .join(' ')
          .replace(/[,;:.]$/, '')}.`
  }
  if (sentences === undefined) return text
  const flat = text.replace(/\s*\n+\s*(?:[*\-\d.#]+\s+)?/g, ' ')
  const all = flat.match(/.+?[.?!…](?=\s|$)|.+$/g) ?? [flat]
  return all
    .slice(0, sentences)
    .map((sentence) => sentence.trim())
    .join(' ')
}
