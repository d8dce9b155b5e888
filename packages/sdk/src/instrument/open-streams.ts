/** The streams whose spans are open. A stream that is collected before it was read to its end is closed; so are all at the end. */
export interface OpenStreams {
  /** `close` must not hold `stream`, or it would never be collected; `token` names it to `remove`. */
  add(stream: object, close: () => void, token: object): void
  remove(token: object): void
  closeAll(): void
}

export function openStreams(): OpenStreams {
  const open = new Map<object, () => void>()
  const forgotten = new FinalizationRegistry<object>((token) => {
    open.get(token)?.()
    open.delete(token)
  })
  return {
    add(stream, close, token) {
      open.set(token, close)
      forgotten.register(stream, token, token)
    },
    remove(token) {
      open.delete(token)
      forgotten.unregister(token)
    },
    closeAll() {
      for (const close of open.values()) close()
      open.clear()
    },
  }
}
