import type { Arena, Part } from './arena.ts'
import { EXPERIMENTS, MODELS } from './plan.ts'
import { Random } from './random.ts'
import { spanParts, TOOLS, type SpanParts } from './span-parts.ts'
import { keyPart } from './span-writer.ts'
import { languages } from './words.ts'

export interface PayloadParts {
  readonly kinds: SpanParts
  readonly inputs: Part
  readonly outputs: Part
  readonly user: Part
  readonly session: Part
  readonly environmentTag: Part
  readonly customerTag: Part
  readonly responseId: Part
  readonly inputTokens: Part
  readonly outputTokens: Part
  readonly tokenUsage: Part
  readonly chatTurn: Part
  readonly tools: readonly { readonly index: number; readonly name: Part }[]
  /** By model. */
  readonly requestBegin: readonly Part[]
  /** By experiment: each application has its own instructions. */
  readonly requestEnd: readonly Part[]
  readonly candidateBegin: Part
  readonly candidateEnd: Part
  readonly candidateTokens: Part
  readonly allTokens: Part
  /** By model. */
  readonly answerEnd: readonly Part[]
  readonly textObjectEnd: Part
  readonly usageInput: Part
  readonly usageOutput: Part
  readonly usageTotal: Part
  readonly messageBegin: Part
  /** By model. */
  readonly messageEnd: readonly Part[]
  readonly candidateTextBegin: Part
  readonly candidateTextEnd: Part
  readonly queryBegin: Part
  readonly outputBegin: Part
  readonly questionBegin: Part
  readonly objectEnd: Part
  readonly quote: Part
  readonly embedBegin: Part
  readonly embedEnd: Part
  readonly embedOutput: Part
  readonly documentBegin: Part
  readonly documentEnd: Part
}

/** The JSON that stands around texts in requests to Gemini and its answers, and the keys of attributes. */
export function payloadParts(arena: Arena): PayloadParts {
  const text = (json: string): Part => arena.keepText(json)
  return {
    kinds: spanParts(arena),
    inputs: keyPart(arena, 'mlflow.spanInputs'),
    outputs: keyPart(arena, 'mlflow.spanOutputs'),
    user: keyPart(arena, 'user.id'),
    session: keyPart(arena, 'session.id'),
    environmentTag: keyPart(arena, 'mlflow.traceTag.environment'),
    customerTag: keyPart(arena, 'mlflow.traceTag.customer'),
    responseId: keyPart(arena, 'gen_ai.response.id'),
    inputTokens: keyPart(arena, 'gen_ai.usage.input_tokens'),
    outputTokens: keyPart(arena, 'gen_ai.usage.output_tokens'),
    tokenUsage: keyPart(arena, 'mlflow.chat.tokenUsage'),
    chatTurn: keyPart(arena, 'gemini.chat.turn'),
    tools: TOOLS.map((name, index) => ({ index, name: text(name) })),
    requestBegin: MODELS.map((model) => text(`{"model":"${model}","contents":[`)),
    requestEnd: systemInstructions().map((said) =>
      text(`],"config":{"temperature":0.2,"systemInstruction":"${said}"}}`),
    ),
    candidateBegin: text('{"candidates":[{"content":'),
    candidateEnd: text(',"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":'),
    candidateTokens: text(',"candidatesTokenCount":'),
    allTokens: text(',"totalTokenCount":'),
    answerEnd: MODELS.map((model) => text(`},"modelVersion":"${model}","responseId":"`)),
    textObjectEnd: text('"}'),
    usageInput: text('{"input_tokens":'),
    usageOutput: text(',"output_tokens":'),
    usageTotal: text(',"total_tokens":'),
    messageBegin: text('{"message":"'),
    messageEnd: MODELS.map((model) => text(`","model":"${model}","config":{"temperature":0.2}}`)),
    candidateTextBegin: text('{"candidates":[{"content":{"role":"model","parts":[{"text":"'),
    candidateTextEnd: text('"}]},"finishReason":"STOP","index":0}]}'),
    queryBegin: text('{"query":"'),
    outputBegin: text('{"output":"'),
    questionBegin: text('{"question":"'),
    objectEnd: text('"}'),
    quote: text('"'),
    embedBegin: text('{"model":"gemini-embedding-001","contents":["'),
    embedEnd: text('"]}'),
    embedOutput: text('{"embeddings":[{"values":[0.0182,-0.0131,0.0474,0.0009,-0.0623,0.0318,-0.0077,0.0251]}]}'),
    documentBegin: text('[{"page_content":"'),
    documentEnd: text('","metadata":{"source":"handbook"}}]'),
  }
}

const INSTRUCTION_WORDS = 12

function systemInstructions(): string[] {
  const random = new Random(7, 7)
  const [english] = languages()
  return Array.from({ length: EXPERIMENTS }, () =>
    Array.from({ length: INSTRUCTION_WORDS }, () => english!.words[english!.pick.next(random)]!).join(' '),
  )
}
