import {
  ServerInterceptingCall,
  ServerListenerBuilder,
  status as GRPC_STATUS,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js'
import { clientOfPeer } from '../../http/client-of.ts'
import { type Client, pathOf } from '../../ingest/client.ts'
import { grpcFailure } from './grpc-failure.ts'

/**
 * Lets `maxAtOnce` calls send their messages at one time, each for at most `maxMillis`; others wait, held back by HTTP/2's
 * own flow control, and of them the client is next that has fewest at it. A message is gathered whole before anybody sees
 * it, so without this memory would have no bound.
 */
export function gateReceiving(maxAtOnce: number, maxMillis: number): ServerInterceptor {
  const waiting = new Set<GatedCall>()
  const receiving = new Set<GatedCall>()

  /** How many messages of its address arrive now, and of its connection. */
  const arrivingOf = ({ client }: GatedCall): readonly number[] =>
    pathOf(client).map((name, level) => [...receiving].filter((call) => pathOf(call.client)[level] === name).length)

  function next(): GatedCall | undefined {
    let least: { readonly call: GatedCall; readonly arriving: readonly number[] } | undefined
    for (const call of waiting) {
      const arriving = arrivingOf(call)
      const [address = 0, connection = 0] = arriving
      const [leastAddress = Infinity, leastConnection = Infinity] = least?.arriving ?? []
      const isLess = address < leastAddress || (address === leastAddress && connection < leastConnection)
      if (isLess) least = { call, arriving }
      if (connection === 0 && address === 0) break
    }
    return least?.call
  }

  class GatedCall extends ServerInterceptingCall {
    readonly client: Client
    #state: 'outside' | 'receiving' | 'done' = 'outside'
    #timer: NodeJS.Timeout | undefined

    constructor(inner: ServerInterceptingCallInterface) {
      super(inner, {
        start: (listen) =>
          listen(
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
      this.client = clientOfPeer(inner.getPeer())
    }

    override startRead(): void {
      if (this.#state !== 'outside') return super.startRead()
      if (receiving.size >= maxAtOnce) waiting.add(this)
      else this.enter()
    }

    enter(): void {
      receiving.add(this)
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
      receiving.delete(this)
      const call = next()
      if (call === undefined) return
      waiting.delete(call)
      call.enter()
    }
  }

  return (_method, call) => new GatedCall(call)
}
