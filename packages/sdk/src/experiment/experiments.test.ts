import { expect, test } from 'vitest'

import { LoupeError } from '../loupe-error.ts'
import { freePort } from '../testing/free-port.ts'
import { startReceiver, type Answer, type ReceivedRequest } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** MLflow's answers, from a table of names and ids. */
function experimentServer(known: Map<string, string>): (request: ReceivedRequest) => Answer | undefined {
  return ({ url, body }) => {
    const { pathname, searchParams } = new URL(url, 'http://server')
    if (pathname === '/api/2.0/mlflow/experiments/get-by-name') {
      const experimentId = known.get(searchParams.get('experiment_name') ?? '')
      if (experimentId === undefined) return json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'none' })
      return json(200, { experiment: { experiment_id: experimentId } })
    }
    if (pathname !== '/api/2.0/mlflow/experiments/create') return undefined
    const { name } = JSON.parse(body.toString()) as { name: string }
    if (known.has(name)) return json(400, { error_code: 'RESOURCE_ALREADY_EXISTS', message: `'${name}' is there` })
    known.set(name, String(known.size + 1))
    return json(200, { experiment_id: known.get(name)! })
  }
}

test('createExperiment resolves to the id and sends where artifacts lie and the tags', async () => {
  await using receiver = await startReceiver({ answer: experimentServer(new Map()) })
  await using loupe = testLoupe({ trackingUri: receiver.url })

  const id = await loupe.createExperiment('größe & co', { artifactLocation: 'file:///a', tags: { team: 'x' } })

  expect(id).toBe('1')
  expect(JSON.parse(receiver.requests[0]!.body.toString())).toEqual({
    name: 'größe & co',
    artifact_location: 'file:///a',
    tags: [{ key: 'team', value: 'x' }],
  })
})

test('a name that is taken rejects with its code and the server’s words', async () => {
  await using receiver = await startReceiver({ answer: experimentServer(new Map([['gemini', '1']])) })
  await using loupe = testLoupe({ trackingUri: receiver.url })

  const error = await loupe.createExperiment('gemini').catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(LoupeError)
  expect(error).toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS', message: `createExperiment: 'gemini' is there` })
})

test('createExperiment says when no server answers, without the password', async () => {
  await using loupe = testLoupe({ trackingUri: `http://ann:secret@127.0.0.1:${await freePort()}` })
  const error = await loupe.createExperiment('gemini').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'SERVER_UNREACHABLE', message: expect.not.stringContaining('secret') })
})

test('an answer that is no JSON rejects with what was said', async () => {
  await using receiver = await startReceiver({ answer: () => ({ status: 502, body: '<h1>Bad Gateway</h1>' }) })
  await using loupe = testLoupe({ trackingUri: receiver.url })
  await expect(loupe.createExperiment('gemini')).rejects.toMatchObject({
    message: 'createExperiment: HTTP 502: <h1>Bad Gateway</h1>',
  })
})

test('setExperiment finds the experiment or makes it, and spans carry its name', async () => {
  const known = new Map([['there', '1']])
  await using receiver = await startReceiver({ answer: experimentServer(known) })
  await using loupe = testLoupe({ trackingUri: receiver.url })

  expect(await loupe.setExperiment('there')).toEqual({ name: 'there', experimentId: '1' })
  expect(await loupe.setExperiment({ name: 'größe & co' })).toEqual({ name: 'größe & co', experimentId: '2' })
  loupe.withSpan(() => 1)
  await loupe.flushTraces()

  expect(known.get('größe & co')).toBe('2')
  expect(receiver.spans[0]?.resource['loupe.experiment.name']).toBe('größe & co')
})

test('setExperiment by id asks nobody', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, experimentName: 'before' })

  expect(await loupe.setExperiment({ id: '7' })).toEqual({ experimentId: '7' })
  loupe.withSpan(() => 1)
  await loupe.flushTraces()

  expect(receiver.spans[0]?.resource).toMatchObject({ 'mlflow.experimentId': '7' })
  expect(receiver.requests.map((request) => request.url)).toEqual(['/v1/traces'])
})

test('setExperiment holds a program up for a second at most, and holds for spans at once', async () => {
  await using receiver = await startReceiver({
    answer: ({ url }) => (url.startsWith('/api') ? { status: 200, hangs: true } : undefined),
  })
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const begunMillis = performance.now()

  const chosen = loupe.setExperiment('gemini')
  loupe.withSpan(() => 1)
  expect(await chosen).toEqual({ name: 'gemini' })
  await loupe.flushTraces()

  expect(performance.now() - begunMillis).toBeLessThan(8000)
  expect(receiver.spans[0]?.resource['loupe.experiment.name']).toBe('gemini')
  expect(loupe.lines).toEqual([])
})
