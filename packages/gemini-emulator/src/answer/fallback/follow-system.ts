import { shorten } from './read-topic.ts'

/** Lets a text show that the system instruction was read: a persona, a manner, or a word about it. */
export function followSystem(text: string, system: string): string {
  if (system === '') return text
  if (/\bpirates?\b/i.test(system)) return `Arr, matey! ${text} Fair winds to ye!`
  if (/\b(?:upper ?case|capital letters|all caps)\b/i.test(system)) return text.toUpperCase()
  if (/\b(?:lower ?case)\b/i.test(system)) return text.toLowerCase()
  const persona =
    /\byou(?:'re| are| act as| will be)? (an? [^.,;!?\n]{2,60}?)(?=[.,;!?\n]|\s+(?:who|that|and|with)\b|$)/i.exec(
      system,
    )?.[1]
  const name = /\b(?:[Yy]our name is|[Yy]ou are called|named) (\p{Lu}[\p{L}'’-]+)/u.exec(system)?.[1]
  if (persona !== undefined && !/assistant/i.test(persona)) {
    return `Speaking as ${persona}${name === undefined ? '' : ` named ${name}`}: ${text}`
  }
  if (name !== undefined) return `${name} here. ${text}`
  // Wishes about length are visible in the length; everything else is acknowledged in words.
  if (/\b(?:sentences?|words?|brief|concise|short|paragraph)\b/i.test(system)) return text
  return `${text}\n\n(I am keeping to your instruction: “${shorten(system.replace(/\s+/g, ' '), 120)}”)`
}
