import type { Arena, Part } from './arena.ts'
import { ContentWriter } from './content-writer.ts'
import { Dialogue, dialogueParts } from './dialogue.ts'
import { MARKERS } from './markers.ts'
import type { PayloadParts } from './payload-parts.ts'
import { LOOP_ROUNDS, sessionName, traceIdWords, WORKFLOW_STEPS, type Block, type Conversation } from './plan.ts'
import { Random } from './random.ts'
import { TOOLS, type RootName } from './span-parts.ts'
import { newSpanId, type SpanIdWords, type SpanWriter } from './span-writer.ts'
import type { TextWriter } from './text-writer.ts'

const MICROS_A_MILLI = 1000
const TURN_PAUSE_MICROS = 45_000_000
const DOCUMENTS = 5

interface TraceRoot {
  readonly id: SpanIdWords
  readonly startMicros: number
}

/** Writes the spans of conversations as Loupe's SDK would send them: children when they ended, their root last. */
export class ConversationWriter {
  readonly #arena: Arena
  readonly #spans: SpanWriter
  readonly #texts: TextWriter
  readonly #content: ContentWriter
  readonly #parts: PayloadParts
  readonly #dialogue: Dialogue
  #random = new Random(0)
  #conversation!: Conversation
  #block!: Block
  #number = 0
  #seed = 0
  #nowMicros = 0
  #markersLeft: readonly number[] = []

  /** `scratch`: a place in the arena where nobody else writes, for the longest dialogue. */
  constructor(arena: Arena, spans: SpanWriter, texts: TextWriter, parts: PayloadParts, scratch: number) {
    this.#arena = arena
    this.#spans = spans
    this.#texts = texts
    this.#parts = parts
    this.#content = new ContentWriter(arena, spans, parts)
    this.#dialogue = new Dialogue(arena, dialogueParts(arena), scratch)
  }

  /** Gives way (a `yield`) where a span of a big trace has been written; other conversations are written at once. */
  *write(seed: number, block: Block, number: number): Generator<void> {
    this.#seed = seed
    this.#block = block
    this.#number = number
    this.#conversation = block.conversations[number]!
    this.#random = new Random(seed, block.index, number, 2)
    this.#nowMicros = this.#conversation.startMicros
    this.#markersLeft = this.#conversation.markers
    this.#dialogue.clear()
    const { shape, traces } = this.#conversation
    if (shape === 'big') {
      yield* this.#big(traces[0]!)
      return
    }
    for (let trace = 0; trace < traces.length; trace++) {
      const hasFailed = this.#conversation.fails && trace === traces.length - 1
      const root = this.#beginTrace(trace)
      if (shape === 'chat') this.#chatTurn(root, traces[trace]!, trace, hasFailed)
      else if (shape === 'loop') this.#loop(root, hasFailed)
      else if (shape === 'rag') this.#rag(root, hasFailed)
      else if (shape === 'workflow') this.#workflow(root, hasFailed)
      else this.#single(root, shape === 'call', hasFailed)
    }
  }

  #beginTrace(trace: number): TraceRoot {
    this.#spans.beginTrace(traceIdWords(this.#seed, this.#block.index, this.#number, trace))
    const startMicros = this.#nowMicros
    this.#nowMicros += this.#random.between(50, 2000)
    return { id: newSpanId(this.#random), startMicros }
  }

  #single(root: TraceRoot, isBare: boolean, hasFailed: boolean): void {
    const { text } = this.#dialogue.say('user', this.#sentences(10, 60))
    if (isBare) {
      this.#generate(root.id, undefined, hasFailed, 15, 70)
      return
    }
    const answer = this.#generate(newSpanId(this.#random), root.id, hasFailed, 15, 70)
    this.#root('answer', root, text, answer, hasFailed)
  }

  #chatTurn(root: TraceRoot, spans: number, turn: number, hasFailed: boolean): void {
    const chatId = newSpanId(this.#random)
    const chatStart = this.#nowMicros
    const { text } = this.#dialogue.say('user', this.#sentences(6, 26))
    if (spans === 5) {
      const tool = this.#parts.tools[this.#random.below(TOOLS.length)]!
      const call = this.#dialogue.callTool(tool.name, this.#sentences(2, 6))
      this.#generateFrom(newSpanId(this.#random), chatId, call.message)
      this.#tool(chatId, tool.index, call.text, 6, 18)
    }
    const answer = this.#generate(newSpanId(this.#random), chatId, hasFailed, 10, 45)
    this.#chat(chatId, root.id, chatStart, turn, text, answer, hasFailed)
    this.#root('turn', root, text, answer, hasFailed)
    this.#nowMicros += Math.floor(this.#random.exponential(TURN_PAUSE_MICROS))
  }

  #loop(root: TraceRoot, hasFailed: boolean): void {
    const { text } = this.#dialogue.say('user', this.#sentences(8, 30))
    let answer: Part | undefined
    for (let round = 1; round <= LOOP_ROUNDS; round++) {
      const isLast = round === LOOP_ROUNDS
      if (isLast) {
        // The last round answers; a look-up before it keeps two spans a round.
        this.#tool(root.id, this.#random.below(TOOLS.length), text, 5, 12)
        answer = this.#generate(newSpanId(this.#random), root.id, hasFailed, 12, 45)
        break
      }
      const tool = this.#parts.tools[this.#random.below(TOOLS.length)]!
      const call = this.#dialogue.callTool(tool.name, this.#sentences(2, 4))
      this.#generateFrom(newSpanId(this.#random), root.id, call.message)
      this.#tool(root.id, tool.index, call.text, 3, 11)
    }
    this.#root('research', root, text, answer, hasFailed)
  }

  #rag(root: TraceRoot, hasFailed: boolean): void {
    const { kinds } = this.#parts
    const question = this.#dialogue.say('user', this.#sentences(6, 20))
    this.#leaf(kinds.embed, root.id, 20, 120, () => {
      this.#content.payload(this.#parts.inputs, this.#parts.embedBegin, question.text, this.#parts.embedEnd)
      this.#content.payload(this.#parts.outputs, this.#parts.embedOutput)
    })
    const context = this.#dialogue.say('user', () => {
      for (let document = 0; document < DOCUMENTS; document++) this.#sentences(18, 34)()
    })
    this.#leaf(kinds.retrieve, root.id, 5, 80, () => {
      this.#content.payload(this.#parts.inputs, this.#parts.questionBegin, question.text, this.#parts.objectEnd)
      this.#content.payload(this.#parts.outputs, this.#parts.documentBegin, context.text, this.#parts.documentEnd)
    })
    this.#dialogue.say('user', () => this.#arena.copy(question.text))
    const contents = { start: context.message.start, end: this.#dialogue.contents.end }
    const answer = this.#generate(newSpanId(this.#random), root.id, hasFailed, 20, 70, contents)
    this.#root('ask-documents', root, question.text, answer, hasFailed)
  }

  #workflow(root: TraceRoot, hasFailed: boolean): void {
    for (let step = 1; step < WORKFLOW_STEPS; step++) this.#step(root.id, false)
    const { asked, answer } = this.#step(root.id, hasFailed)
    this.#root('nightly-report', root, asked, answer, hasFailed)
  }

  *#big(spans: number): Generator<void> {
    const root = this.#beginTrace(0)
    let asked: Part | undefined
    let left = spans - 1
    for (; left >= 3; left -= 3) {
      this.#dialogue.clear()
      asked = this.#step(root.id, false).asked
      yield
    }
    for (; left > 0; left--) {
      this.#tool(root.id, 0, asked!, 5, 14)
      yield
    }
    this.#root('import-catalogue', root, asked!, undefined, this.#conversation.fails)
    yield
  }

  /** Three spans: a step, with a call of the model and one of a tool in it. What it gives is valid until the next step. */
  #step(rootId: SpanIdWords, hasFailed: boolean): { asked: Part; answer: Part | undefined } {
    const id = newSpanId(this.#random)
    const startMicros = this.#nowMicros
    this.#dialogue.clear()
    const { text } = this.#dialogue.say('user', this.#sentences(10, 50))
    const answer = this.#generate(newSpanId(this.#random), id, hasFailed, 15, 50)
    this.#tool(id, this.#random.below(TOOLS.length), text, 5, 14)
    this.#spans.begin(this.#parts.kinds.step, { id, parent: rootId, startMicros, endMicros: this.#nowMicros })
    this.#spans.end(false)
    return { asked: text, answer }
  }

  /** A call of the model that says something in words; gives them, or undefined if it failed. */
  #generate(
    id: SpanIdWords,
    parent: SpanIdWords | undefined,
    hasFailed: boolean,
    minWords: number,
    maxWords: number,
    contents: Part = this.#dialogue.contents,
  ): Part | undefined {
    const answer = hasFailed ? undefined : this.#dialogue.say('model', this.#sentences(minWords, maxWords))
    this.#call(id, parent, contents, answer?.message)
    return answer?.text
  }

  /** A call of the model whose answer, already said, is the last message of the dialogue. */
  #generateFrom(id: SpanIdWords, parent: SpanIdWords, message: Part): void {
    this.#call(id, parent, { start: this.#dialogue.contents.start, end: message.start - 1 }, message)
  }

  #call(id: SpanIdWords, parent: SpanIdWords | undefined, contents: Part, message: Part | undefined): void {
    const { model } = this.#conversation
    const parts = this.#parts
    const startMicros = this.#nowMicros
    this.#pass(300, 2500)
    this.#spans.begin(parts.kinds.generate[model]!, { id, parent, startMicros, endMicros: this.#nowMicros })
    if (parent === undefined) this.#content.traceFacts(this.#conversation, sessionName(this.#block.index, this.#number))
    this.#content.payload(parts.inputs, parts.requestBegin[model]!, contents, parts.requestEnd[this.#block.experiment]!)
    if (message !== undefined) this.#content.answer(model, contents, message, this.#random.uint32())
    this.#spans.end(message === undefined, this.#nowMicros)
    this.#nowMicros += this.#random.between(20, 500)
  }

  #chat(
    id: SpanIdWords,
    parent: SpanIdWords,
    startMicros: number,
    turn: number,
    text: Part,
    answer: Part | undefined,
    hasFailed: boolean,
  ): void {
    const parts = this.#parts
    const { model } = this.#conversation
    this.#spans.begin(parts.kinds.chat[model]!, { id, parent, startMicros, endMicros: this.#nowMicros })
    this.#spans.integer(parts.chatTurn, turn + 1)
    this.#content.payload(parts.inputs, parts.messageBegin, text, parts.messageEnd[model]!)
    if (answer !== undefined) {
      this.#content.payload(parts.outputs, parts.candidateTextBegin, answer, parts.candidateTextEnd)
      this.#arena.copy(parts.kinds.answer[model]!)
    }
    this.#spans.end(hasFailed, this.#nowMicros)
  }

  #tool(parent: SpanIdWords, tool: number, query: Part, minWords: number, maxWords: number): void {
    const parts = this.#parts
    const { name } = parts.tools[tool]!
    const output = this.#dialogue.answerTool(name, this.#sentences(minWords, maxWords))
    this.#leaf(parts.kinds.tools[tool]!, parent, 10, 400, () => {
      this.#content.payload(parts.inputs, parts.queryBegin, query, parts.objectEnd)
      this.#content.payload(parts.outputs, parts.outputBegin, output.text, parts.objectEnd)
    })
  }

  #leaf(
    kind: Parameters<SpanWriter['begin']>[0],
    parent: SpanIdWords,
    minMillis: number,
    meanMillis: number,
    writeContent: () => void,
  ): void {
    const startMicros = this.#nowMicros
    this.#pass(minMillis, meanMillis)
    this.#spans.begin(kind, { id: newSpanId(this.#random), parent, startMicros, endMicros: this.#nowMicros })
    writeContent()
    this.#spans.end(false)
    this.#nowMicros += this.#random.between(20, 500)
  }

  #root(
    name: RootName,
    { id, startMicros }: TraceRoot,
    asked: Part,
    answer: Part | undefined,
    hasFailed: boolean,
  ): void {
    const parts = this.#parts
    const frame = { id, parent: undefined, startMicros, endMicros: this.#nowMicros }
    this.#spans.begin(parts.kinds.roots[name], frame)
    this.#content.traceFacts(this.#conversation, sessionName(this.#block.index, this.#number))
    this.#content.payload(parts.inputs, parts.questionBegin, asked, parts.objectEnd)
    if (answer !== undefined) this.#content.payload(parts.outputs, parts.quote, answer, parts.quote)
    this.#spans.end(hasFailed, this.#nowMicros)
  }

  /** The conversation's first sentences carry its markers. */
  #sentences(minWords: number, maxWords: number): () => void {
    return () => {
      const { language } = this.#conversation
      const half = this.#random.between(minWords, maxWords)
      this.#texts.words(this.#random, language, half)
      for (const marker of this.#markersLeft) {
        this.#arena.byte(0x20)
        this.#arena.at += this.#arena.bytes.write(MARKERS[marker]!.text, this.#arena.at)
      }
      this.#markersLeft = []
    }
  }

  #pass(minMillis: number, meanMillis: number): void {
    this.#nowMicros += Math.floor((minMillis + this.#random.exponential(meanMillis)) * MICROS_A_MILLI)
  }
}
