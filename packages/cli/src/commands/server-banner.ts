import type { RunningServer } from '@loupe-ai/server'
import { styled, type Terminal } from '../terminal/terminal.ts'

const COUNT = new Intl.NumberFormat('en')

/** What a person needs once the server answers: the link, the folder, how much is in it. */
export function printBanner(server: RunningServer, terminal: Terminal): void {
  const traces = server.traceCount === 1 ? '1 trace' : `${COUNT.format(server.traceCount)} traces`
  terminal.print(`${styled(terminal, 'bold', 'Loupe')} is ready.\n`)
  terminal.print(`  open   ${styled(terminal, 'cyan', server.url)}`)
  terminal.print(`  data   ${server.dataDir} (${traces})`)
  for (const place of server.elsewhere) terminal.print(`  store  ${place}`)
  if (server.otlpGrpcPort !== undefined) terminal.print(`  gRPC   OTLP on port ${server.otlpGrpcPort}`)
}
