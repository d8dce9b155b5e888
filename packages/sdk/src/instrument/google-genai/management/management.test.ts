import { describe, expect, test, vi } from 'vitest'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import { clientOf, GENAI_COPIES } from '../../testing/genai-copies.ts'
import { json } from '../../testing/scripted-gemini.ts'
import { tracedWorld } from '../../testing/traced-world.ts'

const LISTS = ['agents', 'webhooks', 'voices', 'triggers', 'environments', 'credentials'] as const

// 1.x has webhooks only.
describe.each(GENAI_COPIES.filter(([, , major]) => major >= 2))('the %s copy', (_, genai) => {
  test('what a program manages is a span for each call, and the client warns as before', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    await using world = await tracedWorld(genai)
    await using emulator = await startEmulator()
    expect(warn).not.toHaveBeenCalled()
    const ai = clientOf(genai, emulator.url)
    for (const name of LISTS) await ai[name].list()
    expect(warn.mock.calls.map(([said]) => String(said))).toContainEqual(expect.stringContaining('agents'))
    vi.restoreAllMocks()

    expect(world.tracing.spans.map(({ name }) => name)).toEqual([
      'Agents.list',
      'Webhooks.list',
      'Voices.list',
      'Triggers.list',
      'Environments.list',
      'Credentials.list',
    ])
    expect(world.tracing.spans[0]!.attributes).toMatchObject({
      'gen_ai.operation.name': 'list_agents',
      'gen_ai.provider.name': 'gcp.gemini',
    })
  })

  test('secrets of credentials and webhooks are not recorded, and an error is the one that the SDK threw', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    await using world = await tracedWorld(genai)
    const body = { id: 'w-1', name: 'hooks', new_signing_secret: 'hidden-1', uri: 'http://x?token=hidden-2' }
    world.server.answer(json(body), json({ error: { code: 'not_found', message: 'no such agent' } }, 404))
    const ai = clientOf(genai, world.server.url)

    const made = await ai.webhooks.create({ name: 'hooks', uri: 'http://x?token=hidden-2' } as never)
    const error: unknown = await ai.agents.get('a-1').catch((one: unknown) => one)
    vi.restoreAllMocks()

    expect(made).toMatchObject({ new_signing_secret: 'hidden-1' })
    const [webhook, agent] = world.tracing.spans
    expect(JSON.stringify([webhook!.inputs, webhook!.outputs])).not.toContain('hidden')
    expect(webhook!.outputs).toEqual({ id: 'w-1', name: 'hooks' })
    expect(agent!.inputs).toEqual({ id: 'a-1' })
    expect(agent!.errors[0]).toBe(error)
    expect(agent!.attributes).toMatchObject({ 'error.type': 'not_found', 'http.response.status_code': 404n })
  })

  test('all is as before when it is switched off', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    await using world = await tracedWorld(genai)
    const ai = clientOf(genai, world.server.url)
    const prototypes = LISTS.map((name) => Object.getPrototypeOf(ai[name]) as object)
    vi.restoreAllMocks()
    const descriptors = () => prototypes.map((prototype) => Object.getOwnPropertyDescriptors(prototype))
    world.gemini.autolog({ disable: true })
    const before = descriptors()
    world.gemini.autolog({ modules: [genai] })
    expect(descriptors()).not.toEqual(before)
    world.gemini.autolog({ disable: true })
    expect(descriptors()).toEqual(before)
  })
})
