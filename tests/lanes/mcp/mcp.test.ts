import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { clientOf } from '../../../packages/sdk/src/instrument/testing/genai-copies.ts'
import type { Genai } from '../../../packages/sdk/src/instrument/testing/genai-copies.ts'
import { createGeminiInstrumentation } from '../../../packages/sdk/src/instrument/google-genai/index.ts'
import type { RecordingTracing } from '../../../packages/sdk/src/instrument/testing/recording-tracing.ts'
import { recordingTracing } from '../../../packages/sdk/src/instrument/testing/recording-tracing.ts'
import type { ScriptedGemini } from '../../../packages/sdk/src/instrument/testing/scripted-gemini.ts'
import {
  answer,
  chunk,
  json,
  sse,
  startScriptedGemini,
  usage,
} from '../../../packages/sdk/src/instrument/testing/scripted-gemini.ts'

/** What this test uses of `@modelcontextprotocol/sdk`, which only the lane has installed. */
interface McpClient {
  connect(transport: unknown): Promise<void>
  close(): Promise<void>
}
interface McpServer {
  connect(transport: unknown): Promise<void>
  setRequestHandler(schema: unknown, handler: (request: CallRequest) => Promise<unknown>): void
}
interface CallRequest {
  readonly params: { readonly name: string; readonly arguments: { readonly city: string } }
}
interface Mcp {
  readonly Client: new (info: object) => McpClient
  readonly Server: new (info: object, options: object) => McpServer
  readonly InMemoryTransport: { createLinkedPair(): [unknown, unknown] }
  readonly ListToolsRequestSchema: unknown
  readonly CallToolRequestSchema: unknown
}

const require = createRequire(import.meta.url)
const genai = require('@google/genai') as Genai
const mcp = {
  ...(require('@modelcontextprotocol/sdk/client/index.js') as object),
  ...(require('@modelcontextprotocol/sdk/server/index.js') as object),
  ...(require('@modelcontextprotocol/sdk/inMemory.js') as object),
  ...(require('@modelcontextprotocol/sdk/types.js') as object),
} as Mcp

const MODEL = 'gemini-2.5-flash'
const call = (name: string, city: string): object => ({ functionCall: { name, args: { city } } })
const DONE = { text: 'It snows in Wien.' }

/** A client of a real server in memory; every tool call that reaches the server opens a span of its own. */
async function weatherClient(tracing: RecordingTracing): Promise<McpClient> {
  const server = new mcp.Server({ name: 'weather', version: '1.0.0' }, { capabilities: { tools: {} } })
  const inputSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  server.setRequestHandler(mcp.ListToolsRequestSchema, async () => ({
    tools: [
      { name: 'weather', description: 'The weather of a city.', inputSchema },
      { name: 'closed', description: 'Never works.', inputSchema },
    ],
  }))
  server.setRequestHandler(mcp.CallToolRequestSchema, async ({ params }) => {
    tracing.startSpan({ name: `server ${params.name}`, spanType: 'UNKNOWN' }).end()
    if (params.name === 'closed') return { isError: true, content: [{ type: 'text', text: 'closed today' }] }
    return { content: [{ type: 'text', text: `snow in ${params.arguments.city}` }] }
  })
  const [ours, theirs] = mcp.InMemoryTransport.createLinkedPair()
  const client = new mcp.Client({ name: 'test', version: '1.0.0' })
  await Promise.all([server.connect(theirs), client.connect(ours)])
  return client
}

interface World extends AsyncDisposable {
  readonly tracing: RecordingTracing
  readonly server: ScriptedGemini
  readonly ai: InstanceType<Genai['GoogleGenAI']>
  readonly config: { tools: ReturnType<Genai['mcpToTool']>[] }
}

async function mcpWorld(): Promise<World> {
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing)
  gemini.autolog({ modules: [genai] })
  const server = await startScriptedGemini()
  const client = await weatherClient(tracing)
  return {
    tracing,
    server,
    ai: clientOf(genai, server.url),
    config: { tools: [genai.mcpToTool(client as never)] },
    async [Symbol.asyncDispose]() {
      gemini.autolog({ disable: true })
      await client.close()
      await server[Symbol.asyncDispose]()
      tracing.assertEndedOnce()
    },
  }
}

test('a tool of a real MCP server is a child span of a unary call, with what the server did below it', async () => {
  await using world = await mcpWorld()
  world.server.answer(json(answer([call('weather', 'Wien')])), json(answer([DONE])))

  const { text } = await world.ai.models.generateContent({ model: MODEL, contents: 'Wien?', config: world.config })

  expect(text).toBe(DONE.text)
  expect(world.tracing.tree()).toBe(
    'Models.generateContent:CHAIN(Models.generateContent:LLM, weather:TOOL(server weather:UNKNOWN), Models.generateContent:LLM)',
  )
  const tool = world.tracing.named('weather')
  expect(tool.inputs).toEqual({ city: 'Wien' })
  expect(tool.outputs).toEqual({ content: [{ type: 'text', text: 'snow in Wien' }] })
  expect(tool.attributes).toMatchObject({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'weather',
    'gen_ai.tool.description': 'The weather of a city.',
  })
  expect(world.tracing.named('Models.generateContent').attributes['mlflow.chat.tools']).toContain(
    '"name":"weather","description":"The weather of a city."',
  )
  expect(JSON.stringify(world.server.requests[1]!.body)).toContain('snow in Wien')
})

test('and of a streamed chat, once for each call, a failed one marked', async () => {
  await using world = await mcpWorld()
  world.server.answer(
    sse(chunk([call('weather', 'Wien'), call('closed', 'Graz')], 'STOP', usage(5, 5))),
    sse(chunk([DONE], 'STOP', usage(9, 3))),
  )

  const chat = world.ai.chats.create({ model: MODEL, config: world.config })
  for await (const _ of await chat.sendMessageStream({ message: 'Wien and Graz?' }));

  expect(world.tracing.tree()).toBe(
    'Chat.sendMessageStream:CHAT_MODEL(Models.generateContentStream:LLM, weather:TOOL(server weather:UNKNOWN), closed:TOOL(server closed:UNKNOWN), Models.generateContentStream:LLM)',
  )
  expect(world.tracing.named('weather').status.code).toBe('OK')
  expect(world.tracing.named('closed').status).toEqual({ code: 'ERROR', message: 'closed today' })
})
