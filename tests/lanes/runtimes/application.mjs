import { GoogleGenAI } from '@google/genai'

const { process } = globalThis
const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

const httpOptions = { baseUrl: process.env.GEMINI_URL }
const ai = loupe.tracedGemini(new GoogleGenAI({ apiKey: 'none', httpOptions }))
const model = 'gemini-2.5-flash'
const declaration = {
  name: 'multiply',
  description: 'Multiplies two numbers.',
  parametersJsonSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
}
const tool = {
  tool: async () => ({ functionDeclarations: [declaration] }),
  callTool: async (calls) =>
    calls.map(({ id, name, args }) => ({ functionResponse: { id, name, response: { result: args.a * args.b } } })),
}

await loupe.withSpan(
  async () => {
    const chat = ai.chats.create({ model })
    await chat.sendMessage({ message: 'In one sentence, explain how a computer works to a young child.' })
    await chat.sendMessage({ message: 'Okay, how about a more detailed explanation to a high schooler?' })
  },
  { name: 'multi-turn' },
)
const question = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'
const config = { tools: [tool] }
await ai.models.generateContent({ model, contents: question, config })
for await (const _chunk of await ai.models.generateContentStream({ model, contents: 'The opposite of hot is' }));
const counts = await loupe.flushTraces()
console.log(JSON.stringify({ counts }))
