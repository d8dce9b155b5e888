/** Things in a prompt that arguments are made of, in the order of the text. */
export interface Entities {
  prompt: string
  /** Names: capitalized words, “San Francisco, CA” as one. */
  names: string[]
  quoted: string[]
  numbers: number[]
}

const NAME = /\p{Lu}[\p{L}.'’-]*(?:\s+(?:(?:of|de|la|del|da|di)\s+)?\p{Lu}[\p{L}.'’-]*)*(?:,\s\p{Lu}{2}\b)?/gu
const QUOTED = /"([^"]{1,200})"|“([^”]{1,200})”|(?<!\p{L})'([^']{1,200})'(?!\p{L})/gu
const DATE_OR_TIME = /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]m\b/gi
const NUMBER = /(?<![\p{L}\d.])-?\d+(?:,\d{3})*(?:\.\d+)?/gu

// Capitalized because a sentence begins with them, or by habit.
const NOT_NAMES = new Set(
  "i what who where when why how which is are was were do does did can could would will should please tell show give get find search look turn set send book call call make create write play what’s what's i'm i’m i'd the a an my in on at for to from and also then if it this that there today tomorrow celsius fahrenheit monday tuesday wednesday thursday friday saturday sunday check compare list add schedule remind let hi hello hey use".split(
    ' ',
  ),
)

export function findEntities(prompt: string): Entities {
  const names = [...prompt.matchAll(NAME)].flatMap(([name]) => trimName(name))
  const quoted = [...prompt.matchAll(QUOTED)].map((match) => (match[1] ?? match[2] ?? match[3])!)
  const numbers = [...prompt.replace(DATE_OR_TIME, ' ').matchAll(NUMBER)].map(([number]) =>
    Number(number.replaceAll(',', '')),
  )
  return { prompt, names, quoted, numbers }
}

/** `Tell Anna` → `Anna`; nothing if nothing is left. */
function trimName(name: string): string[] {
  const words = name.split(/\s+/)
  while (words.length > 0 && NOT_NAMES.has(words[0]!.toLowerCase().replace(/[.,]$/, ''))) words.shift()
  const trimmed = words.join(' ').replace(/[.'’-]+$|[’']s$/u, '')
  return trimmed === '' ? [] : [trimmed]
}
