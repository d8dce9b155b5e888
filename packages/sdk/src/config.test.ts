import { expect, test } from 'vitest'

import { readConfig } from './config.ts'

test('an option wins over the environment, and that over the default', () => {
  const env = { LOUPE_TRACKING_URI: 'http://loupe', MLFLOW_TRACKING_URI: 'http://mlflow' }
  expect(readConfig({ trackingUri: 'http://option' }, env).trackingUri).toBe('http://option')
  expect(readConfig({}, env).trackingUri).toBe('http://loupe')
  expect(readConfig({}, { ...env, LOUPE_TRACKING_URI: ' ' }).trackingUri).toBe('http://mlflow')
  expect(readConfig({}, {}).trackingUri).toBe('http://localhost:5000')
})

test('the experiment is the one nearest to the program, by id before name', () => {
  const env = { MLFLOW_EXPERIMENT_ID: '3', MLFLOW_EXPERIMENT_NAME: 'env' }
  expect(readConfig({ experimentName: 'option' }, env).experiment).toEqual({ name: 'option' })
  expect(readConfig({}, env).experiment).toEqual({ id: '3' })
  expect(readConfig({}, { MLFLOW_EXPERIMENT_NAME: 'env' }).experiment).toEqual({ name: 'env' })
  expect(readConfig({}, {}).experiment).toBeUndefined()
})

test.each(['false', 'FALSE', '0', 'no', 'off'])('%s switches off', (text) => {
  expect(readConfig({}, { LOUPE_TRACING: text, LOUPE_CAPTURE_CONTENT: text })).toMatchObject({
    isEnabled: false,
    capturesContent: false,
  })
})

test('an exporter’s variables are not ours', () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere', OTEL_SDK_DISABLED: 'true' }
  expect(readConfig({}, env)).toMatchObject({ trackingUri: 'http://localhost:5000', isEnabled: true })
})

test('media stay in the program where only texts are masked', () => {
  const mask = (text: string): string => text
  const maskMedia = (bytes: Uint8Array): Uint8Array => bytes
  const context = { spanName: 'x', contentType: 'image/png' }
  expect(readConfig({}, {}).maskMedia).toBeUndefined()
  expect(readConfig({ mask }, {}).maskMedia?.(new Uint8Array(1), context)).toBeUndefined()
  expect(readConfig({ mask, maskMedia }, {}).maskMedia).toBe(maskMedia)
})

test('the spool can be switched off and put elsewhere', () => {
  expect(readConfig({}, {}).spool).toEqual({})
  expect(readConfig({}, { LOUPE_SPOOL: 'false' }).spool).toBeUndefined()
  expect(readConfig({ spool: false }, {}).spool).toBeUndefined()
  expect(readConfig({ spool: { dir: '/s', maxBytes: 5 } }, { LOUPE_SPOOL: 'false' }).spool).toEqual({
    dir: '/s',
    maxBytes: 5,
  })
})

test('an OTLP backend may be asked for by the environment, which then says what the program is, too', () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://backend',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.name=inner,team=a%20b,nonsense',
    OTEL_SERVICE_NAME: 'shop',
  }
  const resource = { 'deployment.environment.name': 'test', 'service.name': 'shop', team: 'a b' }
  const backend = { kind: 'otlp', uri: 'http://backend/v1/traces' }

  expect(readConfig({}, { ...env, LOUPE_EXPORT: 'otlp' })).toMatchObject({ targets: [backend], resource })
  expect(readConfig({ export: 'both' }, env)).toMatchObject({ targets: [{ kind: 'tracking' }, backend], resource })
  expect(readConfig({ export: 'tracking', serviceName: 'mine' }, { ...env, LOUPE_EXPORT: 'otlp' })).toMatchObject({
    targets: [{ kind: 'tracking' }],
    resource: { 'service.name': 'mine' },
  })
  expect(readConfig({}, env).resource).toEqual({})
})
