import { SpanKind } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { overlay } from '../overlay.ts'
import { quietly } from '../quietly.ts'
import { count, GEMINI, put } from './attributes.ts'
import type { AttributeBag, MutableBag } from './attributes.ts'
import { backendAttributes } from './backend.ts'
import { modelInputAttributes } from './content-readers.ts'
import { isObject, listAt, objectAt } from './loose.ts'
import type { Loose } from './loose.ts'
import type { TracedMethod } from './methods.ts'
import { openCall } from './open-call.ts'
import type { OpenCall } from './open-call.ts'
import { operationIn, withOperation } from './operation.ts'
import type { Operation } from './operation.ts'
import { callsFunctions, recordedConfig } from './read-request.ts'
import { recordable, recordableNow } from './recordable.ts'
import { chatTools, isCallableTool } from './tool-definitions.ts'
import { withTracedTools } from './tools.ts'
import type { WrapParts } from './wrap-method.ts'

export interface Call {
  readonly row: TracedMethod
  /** The object of the SDK that it is called on. */
  readonly owner: unknown
  readonly args: readonly unknown[]
}

/** Begins the span of a call, or says undefined when the call is no span of its own: then it runs as it is. */
export function beginCall(call: Call, parts: WrapParts): OpenCall | undefined {
  const active = parts.tracing.activeContext()
  const above = operationIn(active)
  switch (call.row.layer) {
    case 'turn':
      return above ? undefined : beginTurn(call, parts)
    case 'call':
      return above ? undefined : beginPublicCall(call, parts)
    case 'request':
      quietly('seeing a request', () => above?.onRequest(call.args[0]))
      return above?.requests === 'one' ? undefined : beginRequest(call, parts, active, above)
  }
}

function beginTurn(call: Call, parts: WrapParts): OpenCall {
  const [message, ...rest] = call.args
  const config = objectAt(message, 'config') ?? objectAt(call.owner, 'config')
  const model = objectOf(call.owner)['model']
  const inputs = {
    message: recordableNow(objectOf(message)['message']),
    model: recordableNow(model),
    config: recordedConfig(config),
  }
  const traced = withTracedTools(config, parts.tracing)
  return begin(call, parts, {
    inputs,
    attributes: Object.assign(modelInputAttributes(model, config), parts.turns.next(call.owner)),
    config,
    requests: 'many',
    args: traced === config || !isObject(message) ? call.args : [overlay(message, { config: traced }), ...rest],
  })
}

function beginPublicCall(call: Call, parts: WrapParts): OpenCall {
  const [params, ...rest] = call.args
  const { config } = objectOf(params)
  const isLoop = call.row.loops === true && callsFunctions(config)
  return begin(call, parts, {
    inputs: call.row.reader.inputs(call.args),
    attributes: call.row.reader.inputAttributes(call.args),
    config,
    requests: isLoop ? 'many' : 'one',
    args: isLoop ? [overlay(params as object, { config: withTracedTools(config, parts.tracing) }), ...rest] : call.args,
  })
}

function beginRequest(call: Call, parts: WrapParts, active: Context, above: Operation | undefined): OpenCall {
  const { tracing, memory } = parts
  const { config } = objectOf(call.args[0])
  const span = tracing.startSpan({
    name: call.row.spanName,
    spanType: call.row.spanType,
    kind: SpanKind.CLIENT,
    inputs: call.row.reader.inputs(call.args),
    attributes: Object.assign(rowAttributes(call), call.row.reader.inputAttributes(call.args)),
    parent: active,
  })
  const abandon = (): void => opened.finish({ how: 'abandoned' })
  const opened = openCall({
    span,
    context: span.context,
    args: call.args,
    reader: call.row.reader,
    isRequest: true,
    operation: undefined,
    wasAborted: () => isAborted(config),
    onAnswer: (response) => call.row.reader.answered?.(response, { span, tracing, memory, ...call }),
    onFinish: () => above?.openInside.delete(abandon),
  })
  above?.openInside.add(abandon)
  return opened
}

interface Plan {
  readonly inputs: unknown
  readonly attributes: AttributeBag
  readonly config: unknown
  readonly requests: Operation['requests']
  readonly args: readonly unknown[]
}

function begin(call: Call, parts: WrapParts, plan: Plan): OpenCall {
  const { tracing, memory } = parts
  const { reader } = call.row
  const isLoop = plan.requests === 'many' && call.row.layer === 'call'
  let hasOpenTools = listAt(plan.config, 'tools').some(isCallableTool)
  // Said again when the tools are known: by then the program may have changed what it gave.
  const inputs = hasOpenTools ? recordable(plan.inputs) : plan.inputs
  const span = tracing.startSpan({
    name: call.row.spanName,
    spanType: isLoop ? 'CHAIN' : call.row.spanType,
    kind: SpanKind.CLIENT,
    inputs,
    attributes: Object.assign(rowAttributes(call), plan.attributes),
  })
  let requests = 0
  const operation: Operation = {
    requests: plan.requests,
    isEnded: false,
    openInside: new Set(),
    onRequest(params) {
      if (++requests > 1) {
        span.setAttribute(GEMINI.modelRequests, count(requests))
        // Many requests have a span each; one answer that the SDK fetched in parts has only these.
        if (plan.requests === 'one') span.addEvent('gemini.continuation', { [GEMINI.modelRequests]: BigInt(requests) })
      }
      if (!hasOpenTools) return
      hasOpenTools = false
      const sent = objectAt(params, 'config')
      span.setInputs({
        ...objectOf(inputs),
        config: { ...objectAt(inputs, 'config'), tools: recordedConfig(sent)?.['tools'] },
      })
      span.setAttribute(MLFLOW.chatTools, chatTools(listAt(sent, 'tools')))
    },
  }
  return openCall({
    span,
    context: withOperation(span.context, operation),
    args: plan.args,
    reader,
    isRequest: plan.requests === 'one',
    operation,
    wasAborted: () => isAborted(plan.config),
    onAnswer: (response) => reader.answered?.(response, { span, tracing, memory, ...call }),
  })
}

function rowAttributes({ row, owner }: Call): MutableBag {
  const bag = backendAttributes(owner)
  put(bag, GEN_AI.operationName, row.operation)
  put(bag, GEN_AI.requestStream, row.streams)
  return bag
}

const isAborted = (config: unknown): boolean => objectAt(config, 'abortSignal')?.['aborted'] === true
const objectOf = (value: unknown): Loose => (isObject(value) ? value : {})
