import { EngineBusy, EngineClosed } from './engine-error.ts'

/** Hands sessions to work, one piece at a time for each session, in order of arrival. A full queue refuses. */
export class SessionQueue<Session> {
  readonly #free: Session[]
  readonly #waiting: ((session: Session) => void)[] = []
  readonly #maxWaiting: number
  #running = 0
  #closed = false
  #onIdle: (() => void) | undefined

  constructor(sessions: readonly Session[], maxWaiting: number) {
    this.#free = [...sessions]
    this.#maxWaiting = maxWaiting
  }

  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closed) throw new EngineClosed('the engine is closed')
    this.#running++
    try {
      const session = this.#free.pop() ?? (await this.#nextFree())
      try {
        return await work(session)
      } finally {
        const next = this.#waiting.shift()
        if (next === undefined) this.#free.push(session)
        else next(session)
      }
    } finally {
      this.#running--
      if (this.#running === 0) this.#onIdle?.()
    }
  }

  /** Takes no more work and waits for what was accepted. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#running === 0) return
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve
    })
  }

  #nextFree(): Promise<Session> {
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(new EngineBusy(`${this.#waiting.length} statements wait already`))
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
