import type { Block, Cell } from './markdown.ts'
import { parseInlines } from './parse-inlines.ts'

const MAX_DEPTH = 8
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/
const QUOTE = /^ {0,3}>\s?(.*)$/
const TABLE_LINE = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/

/** Blocks of a Markdown text. Never throws, never loses text: what it does not know is a paragraph. */
export const parseMarkdown = (text: string): Block[] => parseLines(text.replaceAll('\r\n', '\n').split('\n'), 0)

interface Taken {
  readonly block: Block
  /** The first line that is not part of it. */
  readonly next: number
}

type Taker = (lines: readonly string[], at: number, depth: number) => Taken | undefined

const TAKERS: readonly Taker[] = [takeCode, takeHeading, takeRule, takeQuote, takeList, takeTable]

function parseLines(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  const close = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inlines: parseInlines(paragraph.join('\n')) })
    paragraph = []
  }
  for (let at = 0; at < lines.length;) {
    const taken = depth > MAX_DEPTH ? undefined : take(lines, at, depth)
    if (taken !== undefined) {
      close()
      blocks.push(taken.block)
      at = taken.next
    } else {
      if (lines[at]!.trim() === '') close()
      else paragraph.push(lines[at]!.trim())
      at++
    }
  }
  close()
  return blocks
}

function take(lines: readonly string[], at: number, depth: number): Taken | undefined {
  for (const taker of TAKERS) {
    const taken = taker(lines, at, depth)
    if (taken !== undefined) return taken
  }
  return undefined
}

function takeCode(lines: readonly string[], at: number): Taken | undefined {
  const open = FENCE.exec(lines[at]!)
  if (open === null) return undefined
  let end = at + 1
  while (end < lines.length && !lines[end]!.trimStart().startsWith(open[1]!)) end++
  // An answer may be cut in the middle of a block: then it goes on to the end.
  return { block: { kind: 'code', language: open[2]!, code: lines.slice(at + 1, end).join('\n') }, next: end + 1 }
}

function takeHeading(lines: readonly string[], at: number): Taken | undefined {
  const found = HEADING.exec(lines[at]!)
  if (found === null) return undefined
  return { block: { kind: 'heading', level: found[1]!.length, inlines: parseInlines(found[2]!) }, next: at + 1 }
}

function takeRule(lines: readonly string[], at: number): Taken | undefined {
  return RULE.test(lines[at]!) ? { block: { kind: 'rule' }, next: at + 1 } : undefined
}

function takeQuote(lines: readonly string[], at: number, depth: number): Taken | undefined {
  let next = at
  const inside: string[] = []
  for (let found = QUOTE.exec(lines[next] ?? ''); found !== null; found = QUOTE.exec(lines[++next] ?? '')) {
    inside.push(found[1]!)
  }
  return next === at ? undefined : { block: { kind: 'quote', blocks: parseLines(inside, depth + 1) }, next }
}

function takeList(lines: readonly string[], at: number, depth: number): Taken | undefined {
  const first = ITEM.exec(lines[at]!)
  if (first === null) return undefined
  const indent = first[1]!.length
  const ordered = first[2] !== undefined
  const items: string[][] = []
  let next = at
  for (; next < lines.length; next++) {
    const line = lines[next]!
    const item = ITEM.exec(line)
    const isSibling = item !== null && item[1]!.length <= indent + 1
    if (isSibling && (item[2] !== undefined) === ordered) items.push([item[3]!])
    else if (isSibling) break
    else if (line.trim() === '') {
      if (!continues(lines, next + 1, indent)) break
      items.at(-1)!.push('')
    } else if (item !== null || /^\s/.test(line) || !take(lines, next, MAX_DEPTH)) {
      items.at(-1)!.push(line.slice(Math.min(indent + 2, line.length - line.trimStart().length)))
    } else break
  }
  const blocks = items.map((item) => parseLines(item, depth + 1))
  return { block: { kind: 'list', ordered, start: Number(first[2] ?? 1), items: blocks }, next }
}

/** Whether the list goes on behind an empty line. */
function continues(lines: readonly string[], at: number, indent: number): boolean {
  const line = lines[at]
  return line !== undefined && line.trim() !== '' && (ITEM.test(line) || line.search(/\S/) > indent + 1)
}

function takeTable(lines: readonly string[], at: number): Taken | undefined {
  if (!lines[at]!.includes('|') || !TABLE_LINE.test(lines[at + 1] ?? '')) return undefined
  const rows: Cell[][] = []
  let next = at + 2
  for (; next < lines.length && lines[next]!.includes('|'); next++) rows.push(cellsOf(lines[next]!))
  return { block: { kind: 'table', head: cellsOf(lines[at]!), rows }, next }
}

const cellsOf = (line: string): Cell[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseInlines(cell.trim()))
