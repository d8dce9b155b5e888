import { sameNoun } from '../english/nouns.ts'
import { operate } from './expression.ts'
import type { Expression, Operation } from './expression.ts'
import type { Operands } from './find-numbers.ts'

interface Link {
  operation: Operation
  /** Whether it takes all that came before, or only the operand before it: “5 apples and 3 bags with 4 each”. */
  takesAll: boolean
  /** The operand is what is divided, not what divides. */
  isSwapped?: boolean
}

const DIVIDES =
  /\b(?:shar(?:e|es|ed|ing)|split(?:s|ting)?|divid\w*|distribut\w*|evenly|equally)\b|\b(?:among|amongst)\b|\binto\s(?:[\w-]+\s){0,3}$/
const MULTIPLIES =
  /\b(?:each|every)\b(?!\sof\b)|\bapiece\b|\bper\b|\ba (?:day|week|month|year|piece|box|bag|hour|minute|pack|person|child|kilo|pound)\b|\btimes\b|\bhow (?:much|far)\b(?! more| less)/
const HOLDS = /^\s*[\w-]+(?:\s[\w-]+)?\s(?:of|with|containing|holding|full of|filled with)\s*$/
const ADDS =
  /\b(?:giv(?:e|es|en)|gave|sends?|sent|brings?|brought|lends?|lent|hands?) (?:me|us|him|her|them)\b|\b(?:more|buys?|bought|buying|gets?|got|receiv\w*|finds?|found|gains?|adds?|added|adopts?|adopted|collect\w*|earn\w*|picks?|picked|joins?|joined|arriv\w*|another|additional|extra|plus|wins?|won|makes?|made|bak\w+|grows?|grew|borrows?|borrowed|orders?|ordered|deposit\w*|sav(?:e|es|ed)|born|catch(?:es)?|caught|plants?|planted)\b/
const SUBTRACTS =
  /\b(?:los(?:e|es|t|ing)|giv(?:e|es|en|ing)|gave|away|eat(?:s|en|ing)?|ate|sells?|sold|selling|spend(?:s|ing)?|spent|us(?:e|es|ed)|remov\w*|takes?|took|taken|donat\w*|break(?:s)?|broke|broken|threw|throws?|drops?|dropped|fewer|less|leaves?|left|d(?:ie|ies|ied)|minus|subtract\w*|steals?|stole|stolen|pa(?:y|ys|id)|return(?:s|ed)?|fl(?:y|ies|ew)|melt(?:s|ed)?|pop(?:s|ped)|withdr\w+|absent|missing|gone|rotten|drinks?|drank|burn\w*|lends?|lent|sends?|sent)\b/

const SENTENCE_END = /[.!?;]/
const QUESTION =
  /\bhow (?:many|much|far|long)\b|\bwhat(?:'s| is| was| will be)\b|\b(?:find|calculate|work out|determine)\b|\btotal\b|\bleft\b/
const COMPARES =
  /\bhow (?:many|much) (?:more|fewer|less)\b|\bhow (?:much|many \w+) (?:older|younger|taller|longer|shorter|heavier)\b|\bdifference\b/

/** The calculation that a story with these operands asks for, if its words say how they belong together. */
export function readStory({ operands, gaps }: Operands): Expression | undefined {
  const text = gaps.join(' # ')
  if (operands.length < 2 || !QUESTION.test(text)) return undefined
  if (COMPARES.test(text) && operands.length === 2) return difference(operands[0]!, operands[1]!)

  const links: (Link | undefined)[] = []
  for (let i = 1; i < operands.length; i++) links.push(readLink(gaps, i, links.at(-1)))
  const fallback = links.some((link) => link !== undefined) ? 'add' : operationOfQuestion(text)
  if (fallback === undefined) return undefined
  return foldLinks(
    operands,
    links.map((link) => link ?? { operation: fallback, takesAll: fallback === 'divide' }),
  )
}

function difference(a: Expression, b: Expression): Expression {
  const isSmaller = a.kind === 'number' && b.kind === 'number' && a.value < b.value
  return isSmaller ? operate('subtract', b, a) : operate('subtract', a, b)
}

/** How operand `index` joins those before it. */
function readLink(gaps: readonly string[], index: number, previous: Link | undefined): Link | undefined {
  const between = gaps[index]!
  const clause = between.split(/[.,;!?]|\band\b|\bthen\b|\bbut\b/).at(-1)!
  const after = gaps[index + 1]!.split(/[.,;!?]|\band\b|\bthen\b|\bbut\b|\bhow (?:many|much)\b|\bwhat\b/)[0]!
  const container = containerQuotient(gaps, index) ?? containerProduct(gaps, index)
  if (container) return container

  const inClause = HOLDS.test(clause) && !DIVIDES.test(between) ? 'multiply' : operationOf(clause)
  const found = inClause ?? operationOf(after) ?? operationOf(between)
  if (found === undefined) return undefined
  // “I eat 2 and then 3 more” goes on eating.
  if (inClause === undefined && /^\s*more\b/.test(after) && previous && /^[\s,]*(?:and|then|\s)*$/.test(between))
    return previous
  const startsSentence = SENTENCE_END.test(between)
  return {
    operation: found,
    takesAll: found === 'divide' || (found === 'multiply' && startsSentence),
    ...swap(found, gaps, index),
  }
}

function operationOf(words: string): Operation | undefined {
  if (DIVIDES.test(words)) return 'divide'
  if (MULTIPLIES.test(words)) return 'multiply'
  const added = lastMatch(words, ADDS)
  const taken = lastMatch(words, SUBTRACTS)
  if (added < 0 && taken < 0) return undefined
  // “Gives me” is found by both; the longer reading is the right one.
  return taken > added ? 'subtract' : 'add'
}

function lastMatch(words: string, pattern: RegExp): number {
  let last = -1
  for (const match of words.matchAll(new RegExp(pattern, 'g'))) last = match.index
  return last
}

/** “Each box holds 6 eggs; how many boxes for 48 eggs?”, in either order: the containers are what is asked for. */
function containerQuotient(gaps: readonly string[], index: number): Link | undefined {
  const text = gaps.join(' # ')
  const asked = /\bhow many ([\w-]+)/.exec(text)?.[1]
  if (asked === undefined) return undefined
  const first = gaps[index - 1]!
  const between = gaps[index]!
  const isGroupsOf = new RegExp(String.raw`\bhow many [\w-]+ of (?:size )?$`).test(first)
  const holds = (gap: string): boolean => {
    const container =
      /\b(?:each|every|a|one) ([\w-]+) (?:can )?(?:holds?|contains?|fits?|seats?|carr(?:y|ies)|takes?)\s*$/.exec(
        gap,
      )?.[1]
    return container !== undefined && sameNoun(container, asked)
  }
  if (isGroupsOf || holds(first)) return { operation: 'divide', takesAll: true, isSwapped: true }
  const countsContainers = sameNoun(/^\s*([\w-]+)/.exec(between)?.[1] ?? '', asked)
  return holds(between) && !countsContainers ? { operation: 'divide', takesAll: true } : undefined
}

/** “A box holds 12 eggs; how many are in 7 boxes?”, “a shirt costs $25, I buy 4 shirts”, “each of 57 cats owns 44 mittens”. */
function containerProduct(gaps: readonly string[], index: number): Link | undefined {
  const first = gaps[index - 1]!
  const isEachOf = /\b(?:each|every one) of (?:(?:my|our|your|his|her|their|the|these|those) )?$/.test(first)
  const one =
    /\b(?:each|every|an?|one) ([\w-]+) (?:can )?(?:costs?|holds?|contains?|has|weighs?|seats?|carr(?:y|ies)|fits?)\s*[$€£]?$/.exec(
      first,
    )?.[1]
  const counted = /^\s*([\w-]+)/.exec(gaps[index + 1]!)?.[1]
  const isPrice = one !== undefined && counted !== undefined && sameNoun(one, counted)
  return isEachOf || isPrice ? { operation: 'multiply', takesAll: false } : undefined
}

/** “4 children share 12 cookies; how many cookies does each get?” divides the cookies. */
function swap(operation: Operation, gaps: readonly string[], index: number): { isSwapped?: boolean } {
  if (operation !== 'divide') return {}
  const isShared = /\b(?:shares?|splits?) (?:[\w-]+ ){0,3}[$€£]?$/.test(gaps[index]!)
  if (isShared && !/^\s*(?:ways|times|equal|groups)\b/.test(gaps[index + 1]!)) return { isSwapped: true }
  const asked = /\bhow (?:many|much) ([\w-]+)/.exec(gaps.join(' # '))?.[1]
  const nounBefore = /^\s*([\w-]+)/.exec(gaps[index]!)?.[1] ?? ''
  const nounAfter = /^\s*([\w-]+)/.exec(gaps[index + 1]!)?.[1] ?? ''
  return asked !== undefined && sameNoun(nounAfter, asked) && !sameNoun(nounBefore, asked) ? { isSwapped: true } : {}
}

function operationOfQuestion(text: string): Operation | undefined {
  if (/\b(?:left|remain\w*|still)\b/.test(text)) return 'subtract'
  if (/\b(?:total|altogether|in all|combined|together|sum|overall|both)\b/.test(text)) return 'add'
  return /\bhow (?:many|much)\b.*\b(?:each|per|every)\b/.test(text) ? 'divide' : undefined
}

function foldLinks(operands: readonly Expression[], links: readonly Link[]): Expression {
  let terms: { operation: 'add' | 'subtract'; term: Expression }[] = [{ operation: 'add', term: operands[0]! }]
  const sum = (): Expression =>
    terms.slice(1).reduce((total, { operation, term }) => operate(operation, total, term), terms[0]!.term)
  for (const [index, { operation, takesAll, isSwapped }] of links.entries()) {
    const operand = operands[index + 1]!
    if (operation === 'add' || operation === 'subtract') terms.push({ operation, term: operand })
    else if (takesAll) {
      const term = isSwapped ? operate(operation, operand, sum()) : operate(operation, sum(), operand)
      terms = [{ operation: 'add', term }]
    } else {
      const last = terms.at(-1)!
      terms[terms.length - 1] = { ...last, term: operate(operation, last.term, operand) }
    }
  }
  return sum()
}
