const PAST: Readonly<Record<string, string>> = {
  be: 'was',
  bring: 'brought',
  buy: 'bought',
  catch: 'caught',
  do: 'did',
  drink: 'drank',
  drive: 'drove',
  eat: 'ate',
  find: 'found',
  get: 'got',
  give: 'gave',
  go: 'went',
  grow: 'grew',
  have: 'had',
  keep: 'kept',
  leave: 'left',
  lose: 'lost',
  make: 'made',
  pay: 'paid',
  read: 'read',
  run: 'ran',
  see: 'saw',
  sell: 'sold',
  spend: 'spent',
  take: 'took',
  use: 'used',
  win: 'won',
  write: 'wrote',
}

/** `have` → `has`, `buy` → `buys`, `fetch` → `fetches`. */
export function thirdPerson(verb: string): string {
  if (verb === 'have') return 'has'
  if (verb === 'be') return 'is'
  if (/(s|sh|ch|x|z|o)$/.test(verb)) return `${verb}es`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`
}

/** `eat` → `ate`, `bake` → `baked`. */
export function pastTense(verb: string): string {
  const irregular = PAST[verb]
  if (irregular !== undefined) return irregular
  if (verb.endsWith('e')) return `${verb}d`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
}
