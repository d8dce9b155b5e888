import type { Branded } from './ids.ts'

/** Nanoseconds since 1970-01-01 UTC. */
export type UnixNanos = Branded<bigint, 'UnixNanos'>
/** Milliseconds since 1970-01-01 UTC, whole. */
export type UnixMillis = Branded<number, 'UnixMillis'>

const NANOS_PER_MILLI = 1_000_000n

export const unixNanos = (nanos: bigint): UnixNanos => nanos as UnixNanos
export const unixMillis = (millis: number): UnixMillis => Math.trunc(millis) as UnixMillis
export const millisOfNanos = (nanos: UnixNanos): UnixMillis => Number(nanos / NANOS_PER_MILLI) as UnixMillis
export const nanosOfMillis = (millis: UnixMillis): UnixNanos => (BigInt(millis) * NANOS_PER_MILLI) as UnixNanos

/** How long from `start` to `end` in milliseconds, with the fraction kept. */
export const millisBetween = (start: UnixNanos, end: UnixNanos): number => Number(end - start) / 1e6
