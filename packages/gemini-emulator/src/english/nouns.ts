const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  mice: 'mouse',
  geese: 'goose',
  feet: 'foot',
  teeth: 'tooth',
  oxen: 'ox',
  leaves: 'leaf',
  loaves: 'loaf',
  knives: 'knife',
  wolves: 'wolf',
  shelves: 'shelf',
  halves: 'half',
  lives: 'life',
  movies: 'movie',
  cookies: 'cookie',
  pies: 'pie',
  shoes: 'shoe',
  sheep: 'sheep',
  fish: 'fish',
  series: 'series',
}

/** The singular of an English noun; a noun that is singular already stays as it is. Only the last word changes. */
export function singular(noun: string): string {
  const [, before, last] = /^(.*?)([\p{L}]+)$/u.exec(noun) ?? [undefined, noun, '']
  const irregular = IRREGULAR[last!]
  if (irregular !== undefined) return before + irregular
  if (/[^aeiou]ies$/.test(last!)) return `${before}${last!.slice(0, -3)}y`
  if (/(ss|sh|ch|x|z|o)es$/.test(last!)) return `${before}${last!.slice(0, -2)}`
  if (/[^su]s$/.test(last!)) return `${before}${last!.slice(0, -1)}`
  return noun
}

/** Whether two nouns are the same but for their number. */
export function sameNoun(a: string, b: string): boolean {
  return singular(a.toLowerCase()) === singular(b.toLowerCase())
}

/** `noun`, which was asked for in the plural, for this many. */
export function countNoun(count: number, noun: string): string {
  return count === 1 ? singular(noun) : noun
}

/** A number for people: `2,508`, `3.5`, at most six decimals. */
export function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-6)) return String(value)
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
