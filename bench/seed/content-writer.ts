import type { Arena, Part } from './arena.ts'
import type { PayloadParts } from './payload-parts.ts'
import { customerName, userName, type Conversation } from './plan.ts'
import type { SpanWriter } from './span-writer.ts'

const BYTES_A_TOKEN = 4

/** Writes what stands in the attributes of a span that has been begun. */
export class ContentWriter {
  readonly #arena: Arena
  readonly #spans: SpanWriter
  readonly #parts: PayloadParts

  constructor(arena: Arena, spans: SpanWriter, parts: PayloadParts) {
    this.#arena = arena
    this.#spans = spans
    this.#parts = parts
  }

  payload(key: Part, ...pieces: readonly Part[]): void {
    this.#spans.beginText(key)
    for (const piece of pieces) this.#arena.copy(piece)
    this.#spans.endText()
  }

  /** The model's answer in Gemini's shape, and what the SDK reads out of it. */
  answer(model: number, contents: Part, message: Part, responseId: number): void {
    const [arena, spans, parts] = [this.#arena, this.#spans, this.#parts]
    const inputTokens = Math.ceil((contents.end - contents.start) / BYTES_A_TOKEN)
    const outputTokens = Math.ceil((message.end - message.start) / BYTES_A_TOKEN)
    spans.beginText(parts.outputs)
    arena.copy(parts.candidateBegin)
    arena.copy(message)
    arena.copy(parts.candidateEnd)
    arena.decimal(inputTokens)
    arena.copy(parts.candidateTokens)
    arena.decimal(outputTokens)
    arena.copy(parts.allTokens)
    arena.decimal(inputTokens + outputTokens)
    arena.copy(parts.answerEnd[model]!)
    arena.hex(responseId)
    arena.copy(parts.textObjectEnd)
    spans.endText()
    spans.beginText(parts.responseId)
    arena.hex(responseId)
    spans.endText()
    arena.copy(parts.kinds.answer[model]!)
    spans.integer(parts.inputTokens, inputTokens)
    spans.integer(parts.outputTokens, outputTokens)
    spans.beginText(parts.tokenUsage)
    arena.copy(parts.usageInput)
    arena.decimal(inputTokens)
    arena.copy(parts.usageOutput)
    arena.decimal(outputTokens)
    arena.copy(parts.usageTotal)
    arena.decimal(inputTokens + outputTokens)
    arena.byte(0x7d)
    spans.endText()
  }

  /** What a root says of its trace. */
  traceFacts({ user, isSession, environment, customer }: Conversation, session: string): void {
    const parts = this.#parts
    if (user !== undefined) this.#shortText(parts.user, userName(user))
    if (isSession) this.#shortText(parts.session, session)
    if (environment !== undefined) this.#shortText(parts.environmentTag, environment)
    if (customer !== undefined) this.#shortText(parts.customerTag, customerName(customer))
  }

  #shortText(key: Part, text: string): void {
    this.#spans.beginText(key)
    this.#arena.at += this.#arena.bytes.write(text, this.#arena.at, 'latin1')
    this.#spans.endText()
  }
}
