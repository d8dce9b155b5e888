import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { startFailureMessage } from './start/start-failure.ts'

test('without flags and environment the server is local, on port 5000, in .loupe', () => {
  expect(readConfig({}, {})).toEqual({
    ok: true,
    config: {
      host: 'localhost',
      port: 5000,
      otlpGrpcPort: undefined,
      dataDir: '.loupe',
      clickhouseUrl: undefined,
      clickhouseCluster: undefined,
      metadataUrl: undefined,
      allowedHosts: [],
      logFormat: 'text',
      selfTraces: false,
      fsync: false,
      pricesFile: undefined,
      retention: { maxAgeDays: undefined, maxBytes: undefined },
      backupDir: undefined,
      signingKey: undefined,
      webDir: undefined,
    },
  })
})

test('a flag wins over the environment, the environment over the default', () => {
  const env = { LOUPE_PORT: '6000', LOUPE_DATA_DIR: '/data', LOUPE_ALLOWED_HOSTS: 'Loupe.example, other:8080,' }

  expect(readConfig({ port: '7000' }, env)).toMatchObject({
    config: { port: 7000, dataDir: '/data', allowedHosts: ['loupe.example', 'other:8080'] },
  })
})

test('gRPC is taken only where a port is named', () => {
  expect(readConfig({}, { LOUPE_OTLP_GRPC_PORT: '' })).toMatchObject({ config: { otlpGrpcPort: undefined } })
  expect(readConfig({}, { LOUPE_OTLP_GRPC_PORT: '4317' })).toMatchObject({ config: { otlpGrpcPort: 4317 } })
  expect(readConfig({ otlpGrpcPort: '0' }, { LOUPE_OTLP_GRPC_PORT: '4317' })).toMatchObject({
    config: { otlpGrpcPort: 0 },
  })
})

test('an empty variable means the default', () => {
  expect(readConfig({}, { LOUPE_PORT: '', LOUPE_HOST: '' })).toMatchObject({
    config: { port: 5000, host: 'localhost' },
  })
})

test.each([
  [{ port: '70000' }, '--port'],
  [{ port: '5e3' }, '--port'],
  [{ port: -1 }, '--port'],
  [{ otlpGrpcPort: 'on' }, '--otlp-grpc-port'],
  [{ otlpGrpcPort: '65536' }, '--otlp-grpc-port'],
  [{ host: 'a b' }, '--host'],
  [{ dataDir: '' }, '--data-dir'],
  [{ logFormat: 'xml' }, '--log-format'],
  [{ clickhouseCluster: 'a; b' }, '--clickhouse-cluster'],
])('%j is refused and the message names %s', (flags, flag) => {
  const result = readConfig(flags, {})

  expect(result.ok ? '' : startFailureMessage(result.failure)).toContain(`${flag} (or LOUPE_`)
})

test.each(['0.0.0.0', '192.168.1.5', '::', 'example.com'])('%s needs --insecure-no-auth', (host) => {
  expect(readConfig({ host }, {})).toMatchObject({ failure: { kind: 'no-auth-on-network', host } })
  expect(readConfig({ host, insecureNoAuth: true }, {})).toMatchObject({ ok: true })
  expect(readConfig({ host }, { LOUPE_INSECURE_NO_AUTH: 'true' })).toMatchObject({ ok: true })
})

test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('%s needs no authentication', (host) => {
  expect(readConfig({ host }, {}).ok).toBe(true)
})

test('a switch that is neither true nor false is refused', () => {
  expect(readConfig({}, { LOUPE_INSECURE_NO_AUTH: 'maybe' })).toMatchObject({ failure: { kind: 'bad-value' } })
})

test('where stores lie, how to log and whether to trace oneself is read from flags and environment', () => {
  const env = {
    LOUPE_CLICKHOUSE_URL: 'http://clickhouse:8123/loupe',
    LOUPE_CLICKHOUSE_CLUSTER: 'loupe',
    LOUPE_METADATA_URL: 'postgres://postgres/loupe',
    LOUPE_LOG_FORMAT: 'json',
    LOUPE_SELF_TRACES: 'true',
  }

  expect(readConfig({ selfTraces: false }, env)).toMatchObject({
    config: {
      clickhouseUrl: 'http://clickhouse:8123/loupe',
      clickhouseCluster: 'loupe',
      metadataUrl: 'postgres://postgres/loupe',
      logFormat: 'json',
      selfTraces: false,
    },
  })
  expect(readConfig({}, env)).toMatchObject({ config: { selfTraces: true } })
})
