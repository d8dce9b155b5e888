// One tracer in a process of its own: `node measure.mjs NAME URL`. Prints what it measured as JSON.
import { createRequire } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const [name, url, spoolDir] = process.argv.slice(2)
const genai = createRequire(new URL('tracers/package.json', import.meta.url))('@google/genai')

const part = (text) => ({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0 }] })
const USAGE = { promptTokenCount: 6, candidatesTokenCount: 1, totalTokenCount: 7 }
const ANSWER = JSON.stringify({ ...part('cold'), usageMetadata: USAGE, modelVersion: 'gemini-2.5-flash' })
const CALL = JSON.stringify({
  candidates: [{ content: { role: 'model', parts: [{ functionCall: { name: 'add', args: { a: 1, b: 2 } } }] } }],
  usageMetadata: USAGE,
})
const CHUNKS = 1000
const STREAM = Array.from(
  { length: CHUNKS },
  (_, index) => `data: ${JSON.stringify({ ...part(`word ${index} `), usageMetadata: USAGE })}\r\n\r\n`,
).join('')
const ROUNDS = 10

/** Answers at once, without a network: what is left is what the tracer does. */
let round = 0
const fetch = async (target) => {
  const address = String(target.url ?? target)
  const json = { headers: { 'content-type': 'application/json' } }
  if (address.includes('streamGenerateContent'))
    return new Response(STREAM, { headers: { 'content-type': 'text/event-stream' } })
  if (address.includes('tools-model')) return new Response(round++ % ROUNDS === ROUNDS - 1 ? ANSWER : CALL, json)
  return new Response(ANSWER, json)
}
const options = { apiKey: 'bench', httpOptions: { fetch } }

const tool = {
  tool: async () => ({ functionDeclarations: [{ name: 'add', parameters: { type: 'OBJECT', properties: {} } }] }),
  callTool: async (calls) => calls.map(({ name }) => ({ functionResponse: { name, response: { sum: 3 } } })),
}

const WORK = {
  unary: {
    warmUps: 10_000,
    times: 4000,
    run: (ai) => ai.models.generateContent({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' }),
  },
  stream: {
    warmUps: 20,
    times: 40,
    async run(ai) {
      for await (const chunk of await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'Tell' }))
        void chunk
    },
  },
  tools: {
    warmUps: 800,
    times: 200,
    run: (ai) =>
      ai.models.generateContent({
        model: 'tools-model',
        contents: 'Add',
        config: { tools: [tool], automaticFunctionCalling: { maximumRemoteCalls: ROUNDS } },
      }),
  },
}

const { setUp } = await import(`./tracers/${name}.mjs`)
const { traced, flush } = await setUp(url, genai, { spool: spoolDir ? { dir: spoolDir } : false })
const ai = traced(new genai.GoogleGenAI(options), options)
const results = {}
for (const [work, { warmUps, times, run }] of Object.entries(WORK)) {
  for (let warm = 0; warm < warmUps; warm++) await run(ai)
  await flush()
  const micros = []
  const cpu = process.cpuUsage()
  for (let call = 0; call < times; call++) {
    const begun = performance.now()
    await run(ai)
    micros.push((performance.now() - begun) * 1000)
  }
  await flush()
  const { user, system } = process.cpuUsage(cpu)
  micros.sort((left, right) => left - right)
  results[work] = { p50: micros[times >> 1], p99: micros[Math.floor(times * 0.99)], cpu: (user + system) / times }
}

// A thousand calls a second for ten seconds.
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const until = performance.now() + 10_000
let peak = 0
await new Promise((resolve) => {
  const timer = setInterval(() => {
    for (let call = 0; call < 10; call++) void WORK.unary.run(ai)
    peak = Math.max(peak, process.memoryUsage().rss)
    if (performance.now() > until) resolve(clearInterval(timer))
  }, 10)
})
delay.disable()
await flush()
results.steady = { delayP99Millis: delay.percentile(99) / 1e6, peakMegabytes: peak / 1e6 }
console.log(JSON.stringify(results))
process.exit(0)
