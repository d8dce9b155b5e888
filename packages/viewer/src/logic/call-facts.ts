import { GEN_AI, numberAt, type AttributeValue, type Span } from '@loupe-ai/model'
import { formatCount } from '../format/number.ts'

export interface CallFact {
  readonly label: string
  readonly value: string
  readonly title?: string
}

/** The numbers of a model call: tokens by kind, parameters, why it ended. Only what is known. */
export function callFacts(span: Span): CallFact[] {
  const { usage, attributes } = span
  const facts: (CallFact | undefined)[] = [
    count('in', usage?.inputTokens, 'Tokens sent, those from the cache among them'),
    count('cached', usage?.cacheReadInputTokens, 'Tokens sent that came from the cache'),
    count('thought', usage?.reasoningTokens, 'Tokens the model spent on thinking, part of those out'),
    count('out', usage?.outputTokens, 'Tokens the model wrote, its thinking among them'),
    parameter('temperature', attributes[GEN_AI.temperature]),
    parameter('top p', attributes[GEN_AI.topP]),
    parameter('top k', attributes[GEN_AI.topK]),
    count('max', numberAt(attributes, GEN_AI.maxTokens), 'Most tokens that the model may write'),
    parameter('seed', attributes[GEN_AI.seed]),
    parameter('finish', attributes[GEN_AI.finishReasons]),
  ]
  return facts.filter((fact) => fact !== undefined)
}

const count = (label: string, value: number | undefined, title: string): CallFact | undefined =>
  value === undefined ? undefined : { label, value: formatCount(value), title }

function parameter(label: string, value: AttributeValue | undefined): CallFact | undefined {
  if (value === undefined || value === null) return undefined
  return { label, value: Array.isArray(value) ? value.join(', ') : String(value) }
}
