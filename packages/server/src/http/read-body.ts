import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ByteBudget } from './byte-budget.ts'
import { clientOf } from './client-of.ts'

export interface BodyLimits {
  /** Of one body, after decompression. */
  readonly maxBytes: number
  /** Of all bodies together. */
  readonly budget: ByteBudget
}

export type BodyResult =
  | { readonly status: 'read'; readonly bytes: Buffer; readonly release: () => void }
  | { readonly status: 'too-large' }
  | { readonly status: 'busy' }
  /** The decompressor could not read it, or the sender went away. */
  | { readonly status: 'broken'; readonly reason: string }

class Refused extends Error {
  readonly status: 'too-large' | 'busy'

  constructor(status: 'too-large' | 'busy') {
    super(status)
    this.status = status
  }
}

/** Undoes a body's encoding; the choice may depend on how the body begins. Undefined where there is nothing to undo. */
export type ChooseDecompressor = (firstByte: number) => Transform | undefined

/**
 * Reads a body, decompressed, chunk by chunk, and stops as soon as what came out is too much: a small body that unpacks
 * to gigabytes costs no more than the limit. Call `release` when the bytes are no longer needed.
 */
export async function readBody(
  source: IncomingMessage,
  { maxBytes, budget }: BodyLimits,
  chooseDecompressor: ChooseDecompressor = () => undefined,
): Promise<BodyResult> {
  const client = clientOf(source.socket)
  const chunks: Buffer[] = []
  let size = 0
  const gather = async (stream: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of stream) {
      if (size + chunk.length > maxBytes) throw new Refused('too-large')
      if (!budget.tryTake(client, chunk.length)) throw new Refused('busy')
      size += chunk.length
      chunks.push(chunk)
    }
  }
  try {
    // The source stays open when reading stops early: its answer still has to go out on the same connection.
    const body: AsyncIterator<Buffer> = source.iterator({ destroyOnReturn: false })
    const first = await body.next()
    if (first.done !== true) {
      const decompress = chooseDecompressor(first.value[0] ?? 0)
      const whole = startingWith(first.value, body)
      await (decompress === undefined ? gather(whole) : pipeline(whole, decompress, gather))
    }
    return { status: 'read', bytes: Buffer.concat(chunks, size), release: () => budget.giveBack(client, size) }
  } catch (error) {
    budget.giveBack(client, size)
    if (error instanceof Refused) return { status: error.status }
    return { status: 'broken', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield first
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
