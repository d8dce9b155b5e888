import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { internalError, invalidArgument, isFailure } from '../error-body.ts'
import { functionCallId } from '../ids.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { generateContent } from '../methods/generate-content.ts'
import type { Content, Part } from '../request/generate-request.ts'
import type { Backend } from '../routes.ts'
import { cutText } from '../stream/cut-text.ts'
import type { UsageMetadata } from '../usage.ts'
import type { LiveConnection, LiveHandler, LiveSettings } from './attach-live.ts'
import { readSetup } from './live-setup.ts'
import type { LiveSetup } from './live-setup.ts'

export interface SessionSettings extends LiveSettings {
  backend: Backend
  /** Says goodbye after each turn. */
  goesAway: boolean
}

/** 24,000 samples a second of two bytes each; speech of about fifteen characters a second. */
const BYTES_PER_CHARACTER = 3200

/** One Live session: turns of text, sound and function calls, one answer at a time (gemini-api.md §16). */
export function openLiveSession({ send, refuse }: LiveConnection, settings: SessionSettings): LiveHandler {
  let setup: LiveSetup | undefined
  let contents: Content[] = []
  let speaking: AbortController | undefined
  let waitingCalls: string[] = []
  let heardBytes = 0
  let turns = 0

  const interrupt = (): void => {
    if (speaking) {
      speaking.abort()
      speaking = undefined
      send({ serverContent: { interrupted: true } })
      send({ serverContent: { turnComplete: true } })
    }
    if (waitingCalls.length > 0) send({ toolCallCancellation: { ids: waitingCalls } })
    waitingCalls = []
  }

  const respond = (): void => {
    const turn = new AbortController()
    speaking = turn
    answer(setup!, turn.signal).catch((error: unknown) => {
      // An interrupted answer stops where it waits.
      if (!turn.signal.aborted) refuse({ ...internalError(), message: `the emulator failed: ${String(error)}` })
    })
  }

  const answer = async ({ model, base, ...wishes }: LiveSetup, signal: AbortSignal): Promise<void> => {
    const seed = `${settings.seed}:live:${turns++}:${JSON.stringify(contents)}`
    const body = { ...base, contents: structuredClone(contents) as unknown as Json }
    const generated = generateContent({ model, backend: settings.backend, body, seed, now: new Date() })
    if (isFailure(generated)) return refuse(generated)
    // Only streams have calls in pieces.
    const whole = (generated.candidates?.[0]?.content?.parts ?? []) as Part[]
    const parts = whole.filter((part) => part.thought !== true)
    const calls = parts.flatMap((part, index) =>
      part.functionCall ? [{ id: `function-call-${functionCallId(`${seed}:${index}`)}`, ...part.functionCall }] : [],
    )
    contents.push({ role: 'model', parts: withIds(parts, calls) })
    if (calls.length > 0) {
      waitingCalls = calls.map(({ id }) => id)
      speaking = undefined
      return send({ toolCall: { functionCalls: calls } })
    }
    const text = parts.map((part) => part.text ?? '').join('')
    for (const piece of cutText(text, seed)) {
      for (const message of spoken(piece, wishes)) send({ serverContent: message })
      await setTimeout(settings.chunkMillis, undefined, { signal })
    }
    speaking = undefined
    send({ serverContent: { generationComplete: true } })
    send({
      serverContent: { turnComplete: true },
      usageMetadata: liveUsage(generated.usageMetadata ?? {}, wishes.speaks),
    })
    if (wishes.resumes) send({ sessionResumptionUpdate: { newHandle: functionCallId(seed), resumable: true } })
    if (settings.goesAway) send({ goAway: { timeLeft: '10s' } })
  }

  const hear = (input: JsonObject): void => {
    const media = [input['audio'], input['video'], ...(Array.isArray(input['mediaChunks']) ? input['mediaChunks'] : [])]
    for (const one of media) if (isObject(one)) heardBytes += Buffer.byteLength(String(one['data'] ?? ''), 'base64')
    if (typeof input['text'] === 'string') return say([{ role: 'user', parts: [{ text: input['text'] }] }], true)
    if (input['activityStart'] !== undefined) return interrupt()
    if ((input['audioStreamEnd'] !== true && input['activityEnd'] === undefined) || heardBytes === 0) return
    const text = `Sound of ${heardBytes} bytes`
    heardBytes = 0
    if (setup!.transcribesInput) send({ serverContent: { inputTranscription: { text } } })
    say([{ role: 'user', parts: [{ text }] }], true)
  }

  const say = (said: Content[], isComplete: boolean): void => {
    interrupt()
    contents = [...contents, ...said]
    if (isComplete && contents.length > 0) respond()
  }

  return {
    onMessage(message) {
      const { setup: wanted, clientContent, realtimeInput, toolResponse } = message
      if (setup === undefined) {
        const read = isObject(wanted) ? readSetup(wanted) : invalidArgument('setup must be the first message.')
        if (isFailure(read)) return refuse(read)
        setup = read
        return send({ setupComplete: settings.backend === 'vertex' ? { sessionId: randomUUID() } : {} })
      }
      if (isObject(clientContent)) {
        const said = Array.isArray(clientContent['turns']) ? clientContent['turns'] : []
        return say(said as unknown as Content[], clientContent['turnComplete'] === true)
      }
      if (isObject(realtimeInput)) return hear(realtimeInput)
      if (!isObject(toolResponse)) return
      const responses = toolResponse['functionResponses']
      const given = (Array.isArray(responses) ? responses : []).filter(isObject)
      contents.push({ role: 'user', parts: given.map((functionResponse) => ({ functionResponse }) as unknown as Part) })
      const isOpen = (id: string): boolean => given.every((response) => response['id'] !== id)
      waitingCalls = waitingCalls.filter(isOpen)
      if (waitingCalls.length === 0) respond()
    },
    onClose: () => speaking?.abort(),
  }
}

const withIds = (parts: readonly Part[], calls: readonly NonNullable<Part['functionCall']>[]): Part[] => {
  let next = 0
  return parts.map((part) => (part.functionCall ? { ...part, functionCall: calls[next++]! } : part))
}

function spoken(piece: string, { speaks, transcribesOutput }: Omit<LiveSetup, 'model' | 'base'>): object[] {
  if (!speaks) return [{ modelTurn: { role: 'model', parts: [{ text: piece }] } }]
  const data = Buffer.alloc(piece.length * BYTES_PER_CHARACTER).toString('base64')
  return [
    { modelTurn: { role: 'model', parts: [{ inlineData: { data, mimeType: 'audio/pcm;rate=24000' } }] } },
    ...(transcribesOutput ? [{ outputTranscription: { text: piece } }] : []),
  ]
}

function liveUsage(usage: UsageMetadata, speaks: boolean): object {
  const tokens = usage.candidatesTokenCount ?? 0
  return {
    promptTokenCount: usage.promptTokenCount ?? 0,
    responseTokenCount: tokens,
    totalTokenCount: usage.totalTokenCount ?? 0,
    ...(usage.thoughtsTokenCount !== undefined && { thoughtsTokenCount: usage.thoughtsTokenCount }),
    promptTokensDetails: usage.promptTokensDetails ?? [],
    responseTokensDetails: [{ modality: speaks ? 'AUDIO' : 'TEXT', tokenCount: tokens }],
  }
}
