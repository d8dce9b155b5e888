import type { IncomingHttpHeaders } from 'node:http'
import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { keep } from '../state/emulator-state.ts'
import type { Fault } from './fault-kinds.ts'
import { chooseFaults, parseFaultRule } from './fault-rule.ts'
import type { FaultRule } from './fault-rule.ts'

/** The header that asks for faults, separated by commas; it replaces those of the start options. */
const FAULT_HEADER = 'x-emulator-fault'
const LATENCY_HEADER = 'x-emulator-latency-ms'
const CHUNK_LATENCY_HEADER = 'x-emulator-chunk-ms'

/**
 * What goes wrong with request number `count`, or the refusal of a header that cannot be read. The first N requests of a
 * header's rule are those of one call that is made again and again: the same `deed` (method, path and body) with the same
 * header. When N have failed and one has passed, the next call fails again.
 */
export function askedFaults(
  headers: IncomingHttpHeaders,
  deed: string,
  { rules, seed, count, attempts }: { rules: readonly FaultRule[]; seed: string; count: number; attempts: Attempts },
): { faults: Fault[] } | ApiFailure {
  const asked = headerOf(headers, FAULT_HEADER)
  if (asked === undefined) return { faults: chooseFaults(rules, seed, count) }
  const names = asked.split(',').filter((name) => !['', 'none'].includes(name.trim()))
  try {
    const rules = names.map(parseFaultRule)
    return { faults: chooseFaults(rules, seed, count, attemptOf(`${asked} ${deed}`, rules, attempts)) }
  } catch (error) {
    return invalidArgument(`${FAULT_HEADER}: ${(error as RangeError).message}`)
  }
}

/** How many requests of each call have failed so far. */
export type Attempts = Map<string, number>

function attemptOf(call: string, rules: readonly FaultRule[], attempts: Attempts): number {
  const failing = Math.max(0, ...rules.map(({ often }) => (often.kind === 'first' ? often.requests : 0)))
  if (failing === 0) return 0
  const attempt = attempts.get(call) ?? 0
  attempts.delete(call)
  if (attempt < failing) keep(attempts, call, attempt + 1)
  return attempt
}

/** Milliseconds before the answer and between chunks that the headers ask for. */
export function askedDelays(headers: IncomingHttpHeaders): { latencyMillis?: number; chunkMillis?: number } {
  const latencyMillis = millisOf(headers, LATENCY_HEADER)
  const chunkMillis = millisOf(headers, CHUNK_LATENCY_HEADER)
  return { ...(latencyMillis !== undefined && { latencyMillis }), ...(chunkMillis !== undefined && { chunkMillis }) }
}

function millisOf(headers: IncomingHttpHeaders, name: string): number | undefined {
  const millis = Number(headerOf(headers, name) ?? NaN)
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
