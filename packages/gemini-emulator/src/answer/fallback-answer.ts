import type { Conversation } from './conversation.ts'
import { pick } from '../seeded.ts'

/** A sensible text about whatever was asked. */
export function fallbackAnswer({ prompt }: Conversation, seed: string): string {
  return pick([`Here is what I can say about “${prompt}”.`], seed)
}
