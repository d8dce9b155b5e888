import { SpanKind } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan, Tracing } from '../../trace/live-span.ts'
import { overlay } from '../overlay.ts'
import { attempt, quietly } from '../quietly.ts'
import { recordException } from './record-exception.ts'
import { isObject, listAt, objectAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { withoutOperation } from './operation.ts'
import { recordableNow } from './recordable.ts'
import { declaredNames, isCallableTool } from './tool-definitions.ts'
import type { CallableTool } from './tool-definitions.ts'

/**
 * The same config, its callable tools traced; the config itself when it has none. What the SDK writes to the result reaches
 * the caller's config, as it does without us.
 */
export function withTracedTools<Config>(config: Config, tracing: Tracing): Config {
  if (!isObject(config) || !Array.isArray(config['tools']) || !config['tools'].some(isCallableTool)) return config
  const tools = config['tools'].map((tool: unknown) => (isCallableTool(tool) ? traceTool(tool, tracing) : tool))
  return overlay(config as Config & object, { tools })
}

/** A stand-in for a callable tool whose calls become TOOL spans. Its own state, `this` and class stay. */
function traceTool(tool: CallableTool, tracing: Tracing): CallableTool {
  let declared: { names: ReadonlySet<string>; descriptions: ReadonlyMap<string, string> } | undefined

  const define = (...args: unknown[]): unknown => {
    const context = withoutOperation(tracing.activeContext())
    const asked = tracing.runInContext(context, () => Reflect.apply(tool['tool'] as () => unknown, tool, args))
    return then(asked, (definition) => quietly('reading a tool', () => (declared = readDeclarations(definition))))
  }
  return overlay(tool, {
    ...(typeof tool['tool'] === 'function' && { tool: define }),
    callTool: (...args: unknown[]): unknown => {
      // Each callable tool is given every call of the round; those of other tools are not its own to report.
      const calls = (Array.isArray(args[0]) ? args[0] : []).filter(
        (call) => declared === undefined || declared.names.has(textAt(call, 'name') ?? ''),
      )
      const open = attempt('starting tool spans', () =>
        calls.map((call) => ({ call, span: startToolSpan(call, declared?.descriptions, tracing) })),
      )
      // Several calls at once are the caller's one function call: nothing tells which of them a step in it belongs to.
      const context = open?.length === 1 ? open[0]!.span.context : tracing.activeContext()
      return callTraced(() => runTool(tool, args, context, tracing), open ?? [])
    },
  })
}

interface OpenToolCall {
  readonly call: unknown
  readonly span: LiveSpan
}

const runTool = (tool: CallableTool, args: unknown[], context: Context, tracing: Tracing): unknown =>
  tracing.runInContext(withoutOperation(context), () => Reflect.apply(tool.callTool, tool, args))

function callTraced(run: () => unknown, open: readonly OpenToolCall[]): unknown {
  const failed = (error: unknown): void =>
    quietly('closing failed tool spans', () => {
      for (const { span } of open) {
        recordException(span, error, false)
        span.end()
      }
    })
  try {
    return then(run(), (parts) => quietly('closing tool spans', () => endToolSpans(open, parts)), failed)
  } catch (error) {
    failed(error)
    throw error
  }
}

function startToolSpan(
  call: unknown,
  descriptions: ReadonlyMap<string, string> | undefined,
  tracing: Tracing,
): LiveSpan {
  const name = textAt(call, 'name') ?? 'tool'
  return tracing.startSpan({
    name,
    spanType: 'TOOL',
    kind: SpanKind.INTERNAL,
    inputs: recordableNow(objectAt(call, 'args') ?? {}),
    attributes: {
      [GEN_AI.operationName]: 'execute_tool',
      [GEN_AI.toolName]: name,
      [GEN_AI.toolType]: 'function',
      [GEN_AI.toolDescription]: descriptions?.get(name),
      [GEN_AI.toolCallId]: textAt(call, 'id'),
    },
  })
}

/** Each call with the answer of its id, or else the next unused one of its name. */
function endToolSpans(open: readonly OpenToolCall[], parts: unknown): void {
  const list: readonly unknown[] = Array.isArray(parts) ? parts : []
  const answers = list.map((part) => objectAt(part, 'functionResponse')).filter((answer) => answer !== undefined)
  const answered = new Map<OpenToolCall, Loose>()
  const take = (one: OpenToolCall, fits: (answer: Loose) => boolean): void => {
    const position = answered.has(one) ? -1 : answers.findIndex(fits)
    if (position >= 0) answered.set(one, answers.splice(position, 1)[0]!)
  }
  for (const one of open) {
    const id = textAt(one.call, 'id')
    if (id !== undefined) take(one, (answer) => answer['id'] === id)
  }
  for (const one of open)
    take(one, (answer) => answer['id'] === undefined && answer['name'] === textAt(one.call, 'name'))
  for (const one of open) {
    const answer = answered.get(one)
    if (answer !== undefined) recordAnswer(one.span, answer['response'])
    one.span.end()
  }
}

/** `{ error: … }` is how a tool tells the model that it failed; the call itself goes on. */
function recordAnswer(span: LiveSpan, response: unknown): void {
  span.setOutputs(recordableNow(response))
  const error = isObject(response) ? response['error'] : undefined
  if (error !== undefined && error !== null && error !== false) {
    span.setStatus('ERROR', toolErrorMessage(error))
  }
}

/** A text, an error's message, or the texts of an MCP result with `isError`. */
function toolErrorMessage(error: unknown): string {
  if (typeof error === 'string') return error
  const texts = listAt(error, 'content').flatMap((one) => textAt(one, 'text') ?? [])
  return textAt(error, 'message') ?? (texts.length === 0 ? 'the tool answered with an error' : texts.join('\n'))
}

function readDeclarations(definition: unknown): {
  names: ReadonlySet<string>
  descriptions: ReadonlyMap<string, string>
} {
  const described = listAt(definition, 'functionDeclarations').flatMap((one): [string, string][] => {
    const [name, description] = [textAt(one, 'name'), textAt(one, 'description')]
    return name === undefined || description === undefined ? [] : [[name, description]]
  })
  return { names: new Set(declaredNames(definition)), descriptions: new Map(described) }
}

/** Looks at a result that may or may not be a promise, and hands the same kind on. */
function then(result: unknown, look: (value: unknown) => void, lookAtError?: (error: unknown) => void): unknown {
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => {
        look(value)
        return value
      },
      (error: unknown) => {
        lookAtError?.(error)
        throw error
      },
    )
  }
  look(result)
  return result
}
