import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface IdleMemoryOptions {
  readonly lookMillis?: number
  /** Idle is who works for less than this part of the time. */
  readonly idleUtilization?: number
  /** Work after which there is something to let go. */
  readonly worthMillis?: number
  readonly letGo?: () => void
}

/**
 * Lets garbage go once there is nothing to do: V8 collects when memory is asked for, so that what a load leaves behind
 * would stay until the next one. A server that has done nothing since is left alone.
 */
export function letMemoryGoWhenIdle({
  lookMillis = 10_000,
  idleUtilization = 0.05,
  worthMillis = 500,
  letGo = collectGarbage,
}: IdleMemoryOptions = {}): Disposable {
  let last = performance.eventLoopUtilization()
  let workedMillis = 0
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization()
    const { active, utilization } = performance.eventLoopUtilization(now, last)
    last = now
    workedMillis += active
    if (utilization > idleUtilization || workedMillis < worthMillis) return
    workedMillis = 0
    letGo()
  }, lookMillis)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: {
    type: 'major'
    execution: 'sync'
    flavor: 'last-resort'
  }) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
