import { seededRandom } from '../seeded.ts'

const FIRST_PIECE = 3
const SHORTEST_PIECE = 50
const LONGEST_PIECE = 250

/**
 * Cuts a text into the pieces in which it is streamed: first a word or so, then 50 to 250 characters, cut between words
 * where there are any and never inside a character. The pieces joined are the text.
 */
export function cutText(text: string, seed: string): string[] {
  const random = seededRandom(`pieces:${seed}`)
  const pieces: string[] = []
  let start = 0
  let wanted = FIRST_PIECE
  while (start < text.length) {
    const end = pieceEnd(text, start + wanted, start + wanted + 30)
    pieces.push(text.slice(start, end))
    start = end
    // A short text comes in more than two pieces too, so that a reader sees it grow.
    const longest = Math.min(LONGEST_PIECE, Math.max(16, text.length / 3))
    const shortest = Math.min(SHORTEST_PIECE, longest / 2)
    wanted = Math.round(shortest + random() * (longest - shortest))
  }
  return pieces
}

/** The first end of a word from `from` on; if there is none before `limit`, the next place between two characters. */
function pieceEnd(text: string, from: number, limit: number): number {
  if (from >= text.length) return text.length
  for (let at = from; at < Math.min(limit, text.length); at++) if (/\s/.test(text[at]!)) return at
  if (limit >= text.length) return text.length
  const isInsideCharacter = /[\uDC00-\uDFFF]/.test(text[from]!)
  return isInsideCharacter ? from + 1 : from
}
