import { setImmediate } from 'node:timers/promises'

/** Lets the event loop turn until `isTrue`, doing `between` at each turn. Fails after ten seconds. */
export async function until(isTrue: () => boolean, between: () => void = () => {}): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('it never became true')
    between()
    await setImmediate()
  }
}
