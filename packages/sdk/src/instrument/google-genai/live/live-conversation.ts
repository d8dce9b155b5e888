import { SpanKind } from '@opentelemetry/api'
import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan, Tracing } from '../../../trace/live-span.ts'
import type { AttributeBag } from '../attributes.ts'
import { isObject, listAt, objectAt, textAt } from '../loose.ts'
import { recordException } from '../record-exception.ts'
import { recordable } from '../recordable.ts'
import { openTurn } from './live-turn.ts'
import type { LiveTurn } from './live-turn.ts'

/** A session as spans: itself, its turns, the functions that the client ran for it. */
export interface LiveConversation {
  sent(message: unknown): void
  received(message: unknown): void
  failed(error: unknown): void
  closed(event: unknown): void
  /** Ends what is open. May be called again. */
  end(): void
}

/** `attributes` are those of every turn; without `hasTurns` the session is the only span. */
export function followConversation(
  session: LiveSpan,
  tracing: Tracing,
  attributes: AttributeBag,
  hasTurns: boolean,
): LiveConversation {
  const openTools = new Map<string, LiveSpan>()
  let turn: LiveTurn | undefined
  let turns = 0

  const currentTurn = (): LiveTurn => {
    if (turn === undefined) turns++
    return (turn ??= openTurn(tracing, { parent: session.context, attributes }))
  }
  const endTurn = (): void => {
    for (const tool of openTools.values()) tool.end()
    openTools.clear()
    turn?.end()
    turn = undefined
  }
  const callTool = (call: unknown): void => {
    const name = textAt(call, 'name') ?? 'tool'
    const id = textAt(call, 'id') ?? name
    const span = tracing.startSpan({
      name,
      spanType: 'TOOL',
      kind: SpanKind.INTERNAL,
      inputs: recordable(objectAt(call, 'args') ?? {}),
      attributes: { [GEN_AI.operationName]: 'execute_tool', [GEN_AI.toolName]: name, [GEN_AI.toolCallId]: id },
      parent: currentTurn().span.context,
    })
    openTools.set(id, span)
  }
  const answerTool = (response: unknown): void => {
    const id = textAt(response, 'id') ?? textAt(response, 'name') ?? ''
    const span = openTools.get(id)
    openTools.delete(id)
    span?.setOutputs(recordable(objectAt(response, 'response')))
    span?.end()
  }
  const cancelTool = (id: unknown): void => {
    const span = typeof id === 'string' ? openTools.get(id) : undefined
    if (typeof id === 'string') openTools.delete(id)
    span?.setStatus('ERROR', 'the call was cancelled')
    span?.end()
  }

  const end = (): void => {
    if (session.isEnded) return
    endTurn()
    if (hasTurns) session.setOutputs({ turns })
    session.end()
  }
  return {
    sent(message) {
      if (session.isEnded) return
      const responses = isObject(message) ? objectAt(message, 'toolResponse')?.['functionResponses'] : undefined
      if (responses === undefined) return currentTurn().addInput(message)
      for (const response of Array.isArray(responses) ? responses : [responses]) answerTool(response)
    },
    received(message) {
      if (session.isEnded || !hasTurns) return
      const content = objectAt(message, 'serverContent')
      const usage = objectAt(message, 'usageMetadata')
      for (const call of listAt(objectAt(message, 'toolCall'), 'functionCalls')) callTool(call)
      for (const id of listAt(objectAt(message, 'toolCallCancellation'), 'ids')) cancelTool(id)
      if (content !== undefined) currentTurn().addContent(content)
      if (usage !== undefined) turn?.addUsage(usage)
      const timeLeft = textAt(objectAt(message, 'goAway'), 'timeLeft')
      if (timeLeft !== undefined) session.addEvent('gemini.live.go_away', { time_left: timeLeft })
      if (content?.['turnComplete'] === true) endTurn()
    },
    failed(error) {
      if (!session.isEnded) recordException(session, error, false)
    },
    closed(event) {
      if (session.isEnded) return
      const code = isObject(event) ? event['code'] : undefined
      if (typeof code === 'number') session.setAttribute('gemini.live.close_code', BigInt(code))
      // 1000 and 1005 are how a client or server says that it is done.
      if (typeof code === 'number' && code !== 1000 && code !== 1005) {
        session.setStatus('ERROR', `${code}: ${textAt(event, 'reason') ?? ''}`)
      }
      end()
    },
    end,
  }
}
