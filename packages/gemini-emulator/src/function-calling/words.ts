// Words of a function's name that say what any function does.
const GENERIC = new Set(
  'get set fetch find search lookup list create make show read current do run call tool function by for of the a an to in on and or with from api data info information details value values'.split(
    ' ',
  ),
)

const SYNONYMS: Readonly<Record<string, string>> = {
  temperature: 'weather',
  rain: 'weather',
  rainy: 'weather',
  forecast: 'weather',
  sunny: 'weather',
  umbrella: 'weather',
  clock: 'time',
  email: 'mail',
  cost: 'price',
  share: 'stock',
  lamp: 'light',
  brightness: 'light',
  calendar: 'meeting',
  appointment: 'meeting',
}

/** The words of a text or an identifier, lower case, without endings: `getWeatherForecasts` → get, weather, forecast. */
export function stems(text: string): string[] {
  const words =
    text
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  return words.map(stem)
}

/** Stems that mean something of their own. */
export function topicStems(text: string): Set<string> {
  return new Set(stems(text).filter((word) => !GENERIC.has(word)))
}

/** The same of a prompt, which may say it in other words than a function's name does. */
export function askedStems(prompt: string): Set<string> {
  return new Set(
    [...topicStems(prompt)].flatMap((word) => (SYNONYMS[word] === undefined ? [word] : [word, SYNONYMS[word]])),
  )
}

function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3)
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
}
