import type { SpanId } from '@loupe-ai/model'
import { writeJson, type JsonValue } from '../../kit/json-value.ts'
import { toolCallOf, toolNameIn } from '../tool-call.ts'
import type { TraceView } from '../trace-view.ts'
import type { Message, Part, ToolPart } from './message.ts'

interface ToolRun {
  readonly spanId: SpanId
  readonly durationMillis?: number
  readonly callId?: string
  readonly argsText?: string
  readonly failed: boolean
}

/** The tool spans of a trace by the name of the tool, in the order in which they ran. */
export type ToolRuns = ReadonlyMap<string, readonly ToolRun[]>

export function toolRunsIn({ rows }: Pick<TraceView, 'rows'>): ToolRuns {
  const runs = new Map<string, ToolRun[]>()
  for (const { span, durationMillis, state } of rows) {
    if (span.type !== 'TOOL') continue
    const { name, callId, args } = toolCallOf(span)
    const run = { spanId: span.spanId, durationMillis, callId, argsText: textOf(args), failed: state === 'error' }
    for (const key of new Set([name, toolNameIn(span.name)])) {
      const known = runs.get(key)
      if (known === undefined) runs.set(key, [run])
      else known.push(run)
    }
  }
  return runs
}

const textOf = (args: JsonValue | undefined): string | undefined =>
  args === undefined ? undefined : writeJson(args, false)

/** Tells each call in a conversation which span ran it: by the call's id, else by its name and arguments, each run once. */
export function withToolRuns(messages: readonly Message[], runs: ToolRuns): Message[] {
  const used = new Set<SpanId>()
  const find = (tool: ToolPart): ToolRun | undefined => {
    const free = (runs.get(tool.name) ?? []).filter((run) => !used.has(run.spanId))
    const args = textOf(tool.args)
    const run =
      free.find((one) => tool.id !== undefined && one.callId === tool.id) ?? free.find((one) => one.argsText === args)
    if (run !== undefined) used.add(run.spanId)
    return run
  }
  const tell = (part: Part): Part => {
    const run = part.kind === 'tool' ? find(part) : undefined
    if (part.kind !== 'tool' || run === undefined) return part
    return { ...part, spanId: run.spanId, durationMillis: run.durationMillis, failed: part.failed || run.failed }
  }
  return messages.map((message) => ({ ...message, parts: message.parts.map(tell) }))
}
