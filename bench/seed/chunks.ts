import { Arena } from './arena.ts'
import { ConversationWriter } from './conversation-writer.ts'
import { blocks, BLOCK_SPANS, type Block, type CorpusOptions } from './plan.ts'
import { payloadParts } from './payload-parts.ts'
import { SpanWriter } from './span-writer.ts'
import { TextWriter } from './text-writer.ts'

/** What a big trace writes between two yields. */
const MAX_SPANS_A_STEP = 3

const MIB = 1024 * 1024
const READY_MADE_BYTES = 4 * MIB
const SCRATCH_BYTES = 4 * MIB
/** Of 500 spans; the largest that was seen took 1.1 MB. */
const SLOT_BYTES = 3 * MIB

/** At most 500 spans in a row, encoded: a view into memory that is used again after `release`. */
export interface Chunk {
  readonly block: Block
  /** The number of its first span in the corpus. */
  readonly firstSpan: number
  readonly spans: number
  /** Spans `from` up to, not including, `to`, as they stand in a ScopeSpans message. */
  bytes(from: number, to: number): Buffer
  release(): void
}

export interface ChunkSource {
  /** Undefined at the corpus's end. Throws if more than `slots` chunks are held. */
  next(): Chunk | undefined
}

/** The blocks of a corpus that begin at span `from` or later and before `to`, in chunks of which at most `slots` are held. */
export function openChunks(
  options: CorpusOptions,
  slots: number,
  { from = 0, to = options.spans }: { readonly from?: number; readonly to?: number } = {},
): ChunkSource {
  const arena = new Arena(READY_MADE_BYTES + SCRATCH_BYTES + slots * SLOT_BYTES)
  const texts = new TextWriter(arena)
  const parts = payloadParts(arena)
  const spans = new SpanWriter(arena, parts.kinds)
  const writer = new ConversationWriter(arena, spans, texts, parts, READY_MADE_BYTES)
  if (arena.at > READY_MADE_BYTES) throw new RangeError('the ready-made parts do not fit')
  const free = Array.from({ length: slots }, (_, slot) => READY_MADE_BYTES + SCRATCH_BYTES + slot * SLOT_BYTES)

  function* all(): Generator<Chunk> {
    for (const block of blocks(options, from)) {
      if (block.firstSpan >= to) return
      let firstSpan = block.firstSpan
      let slot = take()
      for (let number = 0; number < block.conversations.length; number++) {
        for (const _ of writer.write(options.seed, block, number)) {
          if (spans.ends.length + MAX_SPANS_A_STEP <= BLOCK_SPANS) continue
          const chunk = finish(block, firstSpan, slot)
          yield chunk
          firstSpan += chunk.spans
          if (firstSpan < block.firstSpan + block.spans) slot = take()
        }
      }
      if (spans.ends.length > 0) yield finish(block, firstSpan, slot)
    }
  }

  function take(): number {
    const slot = free.pop()
    if (slot === undefined) throw new RangeError(`more than ${slots} chunks are held`)
    arena.at = slot
    return slot
  }

  function finish(block: Block, firstSpan: number, slot: number): Chunk {
    if (arena.at > slot + SLOT_BYTES) throw new RangeError('500 spans do not fit into their slot')
    const ends = [slot, ...spans.ends]
    spans.ends.length = 0
    return {
      block,
      firstSpan,
      spans: ends.length - 1,
      bytes: (start, end) => arena.bytes.subarray(ends[start], ends[end]),
      release: () => void free.push(slot),
    }
  }

  const chunks = all()
  return { next: () => chunks.next().value }
}
