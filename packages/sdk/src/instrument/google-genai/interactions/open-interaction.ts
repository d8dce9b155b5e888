import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan } from '../../../trace/live-span.ts'
import type { StreamEnding, Watcher } from '../../watch-stream.ts'
import { count, GEMINI } from '../attributes.ts'
import { objectAt, textAt } from '../loose.ts'
import { bringsContent, foldEvents } from './fold-events.ts'
import {
  interactionAttributes,
  interactionUsageAttributes,
  recordableInteraction,
  serverToolSteps,
} from './read-interaction.ts'
import { recordFailedInteraction, recordInteractionError } from './record-interaction-error.ts'
import type { ReportedUsage } from './reported-usage.ts'

/** A call on `interactions` between its beginning and its one ending. */
export interface OpenInteraction {
  finish(ending: StreamEnding | { readonly how: 'returned'; readonly value: unknown }): void
  watchEvents(): Watcher<unknown>
}

export function openInteraction(span: LiveSpan, reported: ReportedUsage, wasAborted: () => boolean): OpenInteraction {
  const startMillis = performance.now()
  let isFinished = false

  const record = (interaction: unknown): void => {
    if (interaction === undefined) return
    span.setOutputs(recordableInteraction(interaction))
    span.setAttributes(interactionAttributes(interaction))
    for (const step of serverToolSteps(interaction)) {
      const id = textAt(step, 'id') ?? textAt(step, 'call_id')
      span.addEvent('gemini.server_tool', { type: textAt(step, 'type') ?? '', ...(id !== undefined && { id }) })
    }
    const id = textAt(interaction, 'id')
    if (objectAt(interaction, 'usage') !== undefined && (id === undefined || reported.isFirst(id))) {
      span.setAttributes(interactionUsageAttributes(interaction))
    }
    if (textAt(interaction, 'status') === 'failed') recordFailedInteraction(span, objectAt(interaction, 'error'))
  }
  const end = (ending: Parameters<OpenInteraction['finish']>[0], write: () => void): void => {
    if (isFinished) return
    isFinished = true
    try {
      write()
      if (ending.how === 'failed') recordInteractionError(span, ending.error, wasAborted())
    } finally {
      span.end()
    }
  }

  return {
    finish: (ending) => end(ending, () => ending.how === 'returned' && record(ending.value)),
    watchEvents() {
      const fold = foldEvents()
      let events = 0
      let isAnswering = false
      return {
        add(event) {
          if (isFinished) return
          events++
          if (!isAnswering && bringsContent(event)) {
            isAnswering = true
            span.setAttribute(GEN_AI.timeToFirstChunk, (performance.now() - startMillis) / 1000)
          }
          fold.add(event)
        },
        finish: (ending) =>
          end(ending, () => {
            span.setAttributes({ [GEMINI.streamEnding]: ending.how, [GEMINI.streamChunks]: count(events) })
            record(fold.interaction())
            const error = fold.error()
            if (error !== undefined) recordFailedInteraction(span, error)
          }),
      }
    },
  }
}
