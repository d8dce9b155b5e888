import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { status as GRPC_STATUS } from '@grpc/grpc-js'
import { writeTraceRequest } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { startServer as start } from '../main.ts'
import { apiGet } from '../testing/api-calls.ts'
import { grpcSender } from '../testing/grpc-export.ts'
import { otlpRequest, otlpSpan } from '../testing/otlp-requests.ts'
import { startServer } from '../testing/start-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { startFailureMessage } from './start-failure.ts'

test('a gRPC port that is in use is told, and everything taken so far is given back', async () => {
  await using folder = await temporaryFolder()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo

  const result = await start(
    { host: '127.0.0.1', port: 0, otlpGrpcPort: port, dataDir: folder.path, allowedHosts: [] },
    { log: () => {} },
  )
  other.close()

  expect(result.ok ? '' : startFailureMessage(result.failure)).toContain(
    `Cannot take OTLP over gRPC on 127.0.0.1, port ${port}`,
  )
  expect(await readdir(folder.path)).toEqual([])
})

test('without a port nothing listens for gRPC', async () => {
  await using server = await startServer()

  expect(server.otlpGrpcPort).toBeUndefined()
})

test('what came by gRPC while the server was closing is stored or refused, never lost', async () => {
  await using folder = await temporaryFolder()
  const server = await startServer({ dataDir: folder.path, otlpGrpcPort: 0 })
  using sender = grpcSender(`127.0.0.1:${server.otlpGrpcPort}`)
  const spans = Array.from({ length: 20 }, () => otlpSpan())
  const answers = spans.map((span) => sender.export(writeTraceRequest(otlpRequest([span]))))
  await Promise.race(answers)
  await server.close()
  const codes = (await Promise.all(answers)).map(({ code }) => code)

  await using again = await startServer({ dataDir: folder.path })
  const statuses = await Promise.all(
    spans.map(async ({ traceId }) => (await apiGet(again.url, `/api/3.0/mlflow/traces/tr-${traceId}`)).status),
  )

  expect(codes).toContain(GRPC_STATUS.OK)
  const acknowledged = statuses.filter((_, index) => codes[index] === GRPC_STATUS.OK)
  expect(acknowledged).toEqual(acknowledged.map(() => 200))
})
