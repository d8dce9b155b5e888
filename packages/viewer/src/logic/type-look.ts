import type { SpanType } from '@loupe-ai/model'

/** The colours of span types; each is a pair of tokens, `--<tone>` and `--<tone>-soft`. */
export type TypeTone = 'agent' | 'llm' | 'tool' | 'chain' | 'retriever' | 'embedding' | 'guardrail'

export interface TypeLook {
  /** On the badge, so that colour is never alone. */
  readonly letter: string
  /** Read aloud and on hover. */
  readonly word: string
  readonly tone: TypeTone
}

const LOOKS: Readonly<Record<string, TypeLook>> = {
  AGENT: { letter: 'A', word: 'Agent', tone: 'agent' },
  WORKFLOW: { letter: 'W', word: 'Workflow', tone: 'agent' },
  LLM: { letter: 'M', word: 'Model call', tone: 'llm' },
  CHAT_MODEL: { letter: 'M', word: 'Model call', tone: 'llm' },
  TOOL: { letter: 'T', word: 'Tool', tone: 'tool' },
  CHAIN: { letter: 'C', word: 'Chain', tone: 'chain' },
  TASK: { letter: 'K', word: 'Task', tone: 'chain' },
  PARSER: { letter: 'P', word: 'Parser', tone: 'chain' },
  RETRIEVER: { letter: 'R', word: 'Retriever', tone: 'retriever' },
  RERANKER: { letter: 'S', word: 'Reranker', tone: 'retriever' },
  MEMORY: { letter: 'Y', word: 'Memory', tone: 'retriever' },
  EMBEDDING: { letter: 'E', word: 'Embedding', tone: 'embedding' },
  GUARDRAIL: { letter: 'G', word: 'Guardrail', tone: 'guardrail' },
  EVALUATOR: { letter: 'V', word: 'Evaluator', tone: 'guardrail' },
}

const CHAT: TypeLook = { letter: 'C', word: 'Chat', tone: 'chain' }
const FUNCTION: TypeLook = { letter: 'F', word: 'Function', tone: 'chain' }

/** A chat that has calls below it is the frame around them; one without is the call itself. */
export const typeLook = (type: SpanType, hasChildren: boolean): TypeLook =>
  type === 'CHAT_MODEL' && hasChildren ? CHAT : Object.hasOwn(LOOKS, type) ? LOOKS[type]! : FUNCTION
