import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface Connections {
  /** Ends every connection on which no request is being answered, also those that never sent one. */
  closeIdle(): void
}

/** Node's own `closeIdleConnections` leaves a browser's spare connections open, and stopping would wait for them. */
export function trackConnections(server: Server): Connections {
  const open = new Set<Socket>()
  const busy = new Map<Socket, number>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (busy.get(socket) ?? 1) - 1
      if (left > 0) busy.set(socket, left)
      else busy.delete(socket)
    })
  })
  return {
    closeIdle: () => {
      for (const socket of open) if (!busy.has(socket)) socket.destroy()
    },
  }
}
