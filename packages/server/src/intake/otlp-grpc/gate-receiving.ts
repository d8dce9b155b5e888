import {
  ServerInterceptingCall,
  ServerListenerBuilder,
  status as GRPC_STATUS,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js'
import { grpcFailure } from './grpc-failure.ts'

/**
 * Lets `maxAtOnce` calls send their messages at one time, each for at most `maxMillis`; others wait, held back by HTTP/2's
 * own flow control. A message is gathered whole before anybody sees it, so without this memory would have no bound.
 */
export function gateReceiving(maxAtOnce: number, maxMillis: number): ServerInterceptor {
  let free = maxAtOnce
  const waiting = new Set<GatedCall>()

  class GatedCall extends ServerInterceptingCall {
    #state: 'outside' | 'receiving' | 'done' = 'outside'
    #timer: NodeJS.Timeout | undefined

    constructor(inner: ServerInterceptingCallInterface) {
      super(inner, {
        start: (next) =>
          next(
            new ServerListenerBuilder()
              .withOnReceiveMessage((message, pass) => {
                this.leave()
                pass(message)
              })
              // Also what comes after every other end of a call.
              .withOnCancel(() => this.leave())
              .build(),
          ),
      })
    }

    override startRead(): void {
      if (this.#state !== 'outside') return super.startRead()
      if (free === 0) waiting.add(this)
      else this.enter()
    }

    enter(): void {
      free--
      this.#state = 'receiving'
      this.#timer = setTimeout(() => {
        this.sendStatus(grpcFailure(GRPC_STATUS.DEADLINE_EXCEEDED, `The request took over ${maxMillis} ms to arrive.`))
        this.leave()
      }, maxMillis)
      super.startRead()
    }

    leave(): void {
      waiting.delete(this)
      const wasReceiving = this.#state === 'receiving'
      this.#state = 'done'
      if (!wasReceiving) return
      clearTimeout(this.#timer)
      free++
      const [next] = waiting
      if (next === undefined) return
      waiting.delete(next)
      next.enter()
    }
  }

  return (_method, call) => new GatedCall(call)
}
