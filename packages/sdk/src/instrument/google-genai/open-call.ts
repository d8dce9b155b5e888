import type { Context } from '@opentelemetry/api'
import { ERROR_TYPE, GEN_AI } from '@loupe-ai/model'
import type { LiveSpan } from '../../trace/live-span.ts'
import type { StreamEnding, Watcher } from '../watch-stream.ts'
import { count, GEMINI } from './attributes.ts'
import type { ContentReader } from './content-readers.ts'
import { foldStream, hasParts } from './fold-stream.ts'
import { retriesOn, withHttpAttempts } from './http-attempts.ts'
import type { Operation } from './operation.ts'
import { recordException } from './record-exception.ts'

type Ending = StreamEnding | { readonly how: 'returned'; readonly value: unknown }

/** A traced call between its beginning and its one ending. */
export interface OpenCall {
  /** Where the original runs. */
  readonly context: Context
  /** What the original is given. */
  readonly args: readonly unknown[]
  /** Heeds the first ending only. */
  finish(ending: Ending): void
  /** For a call whose value is a stream. */
  watchChunks(): Watcher<unknown>
}

export interface CallParts {
  readonly span: LiveSpan
  readonly context: Context
  readonly args: readonly unknown[]
  readonly reader: ContentReader
  /** Whether this span is one request, to which usage belongs. */
  readonly isRequest: boolean
  readonly operation: Operation | undefined
  wasAborted(): boolean
  /** What the answer means beyond this span, which is still open. */
  onAnswer?(response: unknown): void
  onFinish?(): void
}

export function openCall(parts: CallParts): OpenCall {
  const { span, reader, operation } = parts
  const startMillis = performance.now()
  let isFinished = false

  const record = (response: unknown): void => {
    span.setOutputs(reader.outputs(response))
    span.setAttributes(reader.attributes(response))
    if (parts.isRequest && reader.requestAttributes) span.setAttributes(reader.requestAttributes(response))
    const failure = reader.failure?.(response)
    if (failure !== undefined) {
      span.setAttribute(ERROR_TYPE, failure.type)
      span.setStatus('ERROR', failure.message)
    }
    parts.onAnswer?.(response)
  }
  const finish = (ending: Ending): void => {
    if (isFinished) return
    isFinished = true
    try {
      for (const close of operation?.openInside ?? []) close()
      if (ending.how === 'returned') record(ending.value)
      if (ending.how === 'failed') recordException(span, ending.error, parts.wasAborted())
    } finally {
      if (operation) operation.isEnded = true
      span.end()
      parts.onFinish?.()
    }
  }

  let watcher: Watcher<unknown> | undefined
  return {
    context: parts.isRequest ? withHttpAttempts(parts.context, retriesOn(span)) : parts.context,
    args: parts.args,
    // What closes a stream from outside keeps what it has said so far.
    finish: (ending) => (watcher !== undefined && ending.how !== 'returned' ? watcher.finish(ending) : finish(ending)),
    watchChunks() {
      const fold = foldStream()
      const openMillis = performance.now()
      let chunks = 0
      let isAnswering = false
      watcher = {
        add(chunk) {
          if (isFinished) return
          chunks++
          if (!isAnswering && hasParts(chunk)) {
            isAnswering = true
            span.setAttribute(GEN_AI.timeToFirstChunk, (performance.now() - startMillis) / 1000)
            span.setAttribute(GEMINI.firstChunkSinceOpen, (performance.now() - openMillis) / 1000)
          }
          fold.add(chunk)
        },
        finish(ending) {
          if (isFinished) return
          span.setAttributes({ [GEMINI.streamEnding]: ending.how, [GEMINI.streamChunks]: count(chunks) })
          try {
            if (chunks > 0) record(fold.response())
          } finally {
            finish(ending)
          }
        },
      }
      return watcher
    },
  }
}
