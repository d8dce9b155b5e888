import type { FilterTree } from '@loupe-ai/model'
import { type FilterError, invalidClauses } from './filter-failure.ts'
import type { Reading } from './reading.ts'
import { isWord } from './read-operator.ts'
import type { Token } from './tokenize.ts'

/** Reads one condition, from where `reading` stands. Throws FilterError. */
export type ReadLeaf<Leaf> = (reading: Reading) => Leaf

/**
 * Reads conditions joined by AND, OR, NOT and brackets to the end of the text; AND binds tighter than OR. As MLflow's
 * parser does it takes an AND before the first and after the last condition, and none between two. Undefined without a
 * condition. Chains are flat: no `and` stands in an `and`, no `or` in an `or`. Throws FilterError.
 */
export function readTree<Leaf extends object>(
  reading: Reading,
  readLeaf: ReadLeaf<Leaf>,
): FilterTree<Leaf> | undefined {
  const tree = readAlternatives(reading, readLeaf)
  const rest = reading.next()
  if (rest !== undefined) throw invalidClauses([rest.raw], rest.position, 'No bracket is open here.')
  return tree
}

/** Reads `( … )`, of which the opening bracket comes next. Throws FilterError if it is not closed or has no condition. */
export function readBrackets<Leaf extends object>(reading: Reading, readLeaf: ReadLeaf<Leaf>): FilterTree<Leaf> {
  const open = reading.next()!
  reading.at++
  const inner = reading.deeper(open, () => readAlternatives(reading, readLeaf))
  const close = reading.next()
  if (close === undefined) throw unclosed(reading, open)
  reading.at++
  if (inner === undefined) {
    throw invalidClauses(
      [reading.text.slice(open.position, close.position + 1)],
      open.position,
      'The brackets are empty.',
    )
  }
  return inner
}

const unclosed = ({ text }: Reading, { position }: Token): FilterError =>
  invalidClauses([text.slice(position)], position, 'The bracket that opens here is not closed.')

function readAlternatives<Leaf extends object>(
  reading: Reading,
  readLeaf: ReadLeaf<Leaf>,
): FilterTree<Leaf> | undefined {
  const first = readChain(reading, readLeaf)
  const parts: FilterTree<Leaf>[] = []
  while (isWord(reading.next(), 'OR')) {
    const or = reading.next()!
    reading.at++
    const next = readChain(reading, readLeaf)
    if (first === undefined || next === undefined) {
      const side = first === undefined ? 'before' : 'after'
      throw invalidClauses([or.raw], or.position, `A condition is missing ${side} it.`)
    }
    parts.push(next)
  }
  return first === undefined ? undefined : join('or', [first, ...parts])
}

/** Conditions joined by AND; undefined if there is none. */
function readChain<Leaf extends object>(reading: Reading, readLeaf: ReadLeaf<Leaf>): FilterTree<Leaf> | undefined {
  const parts: FilterTree<Leaf>[] = []
  for (let token = reading.next(); token !== undefined; token = reading.next()) {
    if (isWord(token, 'AND')) reading.at++
    else if (isWord(token, 'OR') || token.raw === ')') break
    else parts.push(readPart(reading, readLeaf, token))
  }
  return parts.length === 0 ? undefined : join('and', parts)
}

function readPart<Leaf extends object>(reading: Reading, readLeaf: ReadLeaf<Leaf>, first: Token): FilterTree<Leaf> {
  if (first.raw === '(') return readBrackets(reading, readLeaf)
  if (!isWord(first, 'NOT')) return readLeaf(reading)
  reading.at++
  const next = reading.next()
  if (next === undefined || next.raw === ')' || isWord(next, 'AND') || isWord(next, 'OR')) {
    throw invalidClauses([first.raw], first.position, 'A condition is missing after it.')
  }
  return { kind: 'not', part: reading.deeper(first, () => readPart(reading, readLeaf, next)) }
}

function join<Leaf extends object>(kind: 'and' | 'or', parts: readonly FilterTree<Leaf>[]): FilterTree<Leaf> {
  if (parts.length === 1) return parts[0]!
  return { kind, parts: parts.flatMap((part) => (isJoined(kind, part) ? part.parts : [part])) }
}

const isJoined = <Leaf extends object>(
  kind: 'and' | 'or',
  tree: FilterTree<Leaf>,
): tree is FilterTree<Leaf> & { readonly parts: readonly FilterTree<Leaf>[] } =>
  'parts' in tree && 'kind' in tree && tree.kind === kind
