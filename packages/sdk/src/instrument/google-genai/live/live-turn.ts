import { SpanKind } from '@opentelemetry/api'
import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan, LiveSpanOptions, Tracing } from '../../../trace/live-span.ts'
import { isObject, listAt, objectAt, textAt } from '../loose.ts'
import { bytesOf, liveUsageAttributes, recordableInput } from './read-live.ts'

/** Most messages of a client that one turn keeps: sound comes in many small ones. */
const MAX_INPUTS = 200
/** Sound of the service is of two bytes a sample; the rate is in its type. */
const BYTES_PER_SAMPLE = 2

/** One turn: from the first message after the last turn to `turnComplete`. */
export interface LiveTurn {
  readonly span: LiveSpan
  addInput(message: unknown): void
  addContent(content: unknown): void
  addUsage(usage: unknown): void
  end(): void
}

export function openTurn(tracing: Tracing, options: Pick<LiveSpanOptions, 'parent' | 'attributes'>): LiveTurn {
  const span = tracing.startSpan({ ...options, name: 'Live.turn', spanType: 'LLM', kind: SpanKind.CLIENT })
  const inputs: unknown[] = []
  const heard = new Map<string, number>()
  const said = { text: '', thoughts: '', transcript: '', inputTranscript: '' }
  const audio = { bytes: 0, seconds: 0 }
  const others: unknown[] = []
  let askedMillis = performance.now()
  let isAnswering = false

  const addPart = (part: unknown): void => {
    const text = textAt(part, 'text')
    const inline = objectAt(part, 'inlineData')
    if (text !== undefined) said[isObject(part) && part['thought'] === true ? 'thoughts' : 'text'] += text
    else if (inline === undefined) others.push(recordableInput(part))
    else {
      const bytes = bytesOf(textAt(inline, 'data') ?? '')
      const rate = Number(/rate=(\d+)/.exec(textAt(inline, 'mimeType') ?? '')?.[1] ?? 24_000)
      audio.bytes += bytes
      audio.seconds += bytes / (rate * BYTES_PER_SAMPLE)
    }
  }

  return {
    span,
    addInput(message) {
      askedMillis = performance.now()
      const chunk =
        objectAt(objectAt(message, 'realtimeInput'), 'audio') ?? objectAt(objectAt(message, 'realtimeInput'), 'media')
      const type = textAt(chunk, 'mimeType')
      if (type !== undefined) heard.set(type, (heard.get(type) ?? 0) + bytesOf(textAt(chunk, 'data') ?? ''))
      else if (inputs.length < MAX_INPUTS) inputs.push(recordableInput(message))
    },
    addContent(content) {
      const parts = listAt(objectAt(content, 'modelTurn'), 'parts')
      const transcript = textAt(objectAt(content, 'outputTranscription'), 'text')
      if (!isAnswering && (parts.length > 0 || transcript !== undefined)) {
        isAnswering = true
        span.setAttribute(GEN_AI.timeToFirstChunk, (performance.now() - askedMillis) / 1000)
      }
      for (const part of parts) addPart(part)
      said.transcript += transcript ?? ''
      said.inputTranscript += textAt(objectAt(content, 'inputTranscription'), 'text') ?? ''
      if (isObject(content) && content['interrupted'] === true) span.setAttribute('gemini.live.interrupted', true)
    },
    addUsage: (usage) => span.setAttributes(liveUsageAttributes(usage)),
    end() {
      const sounds = [...heard].map(([mimeType, bytes]) => ({ audio: { mimeType, bytes } }))
      const spoken = Object.fromEntries(
        Object.entries(said).filter(([key, text]) => text !== '' && key !== 'inputTranscript'),
      )
      const transcript = said.inputTranscript === '' ? [] : [{ transcript: said.inputTranscript }]
      span.setInputs([...inputs, ...sounds, ...transcript])
      span.setOutputs({
        ...spoken,
        ...(audio.bytes > 0 && { audio }),
        ...(others.length > 0 && { parts: others }),
      })
      span.end()
    },
  }
}
