import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { python, runPython, type PythonRun } from '../python.ts'
import { startGemini, startLoupe, type Started } from '../start-loupe.ts'
import type { ReadSpan, ReadTrace } from '../start-mlflow.ts'

const NOTEBOOK = fileURLToPath(new URL('notebook.py', import.meta.url))
const READ_TRACES = fileURLToPath(new URL('../read-traces.py', import.meta.url))
/** Two programs in Python, on a machine that does other things too. */
const START_MILLIS = 180_000
const QUESTION = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'
const FIRST = 'In one sentence, explain how a computer works to a young child.'
const SECOND = 'Okay, how about a more detailed explanation to a high schooler?'

/** Told by the client of Databricks to whoever has no traces in Unity Catalog, whatever the workspace says. */
const isAdvertisement = (line: string): boolean => line.includes('migrate your traces to Unity Catalog')

interface Said {
  readonly traces: readonly string[]
  readonly answers: readonly string[]
}

/** Ways to reach a server: what the notebook's reader chooses by other URLs and keys. */
const WAYS = [
  { way: 'a tracking server', experiment: 'gemini', databricks: false },
  {
    way: 'a tracking server, with artifacts in a volume of Databricks',
    experiment: 'gemini-volumes',
    location: 'dbfs:/Volumes/workspace/default/gemini',
    databricks: false,
  },
  {
    way: 'Databricks',
    experiment: '/Users/me@example.com/gemini',
    location: 'dbfs:/Volumes/workspace/default/gemini',
    databricks: true,
  },
] as const

describe.skipIf(python === undefined)('the notebook', () => {
  let server: Started
  let gemini: Started

  beforeAll(async () => {
    ;[server, gemini] = await Promise.all([startLoupe(), startGemini()])
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await gemini?.[Symbol.asyncDispose]()
  })

  describe.each(WAYS)('at $way', ({ experiment, databricks, ...rest }) => {
    const location = 'location' in rest ? rest.location : ''
    let run: PythonRun
    let said: Said
    let traces: readonly ReadTrace[]

    beforeAll(async () => {
      const address: Record<string, string> = databricks
        ? { DATABRICKS_HOST: server.url, DATABRICKS_TOKEN: 'dapi-any' }
        : { MLFLOW_TRACKING_URI: server.url }
      run = await runPython(NOTEBOOK, [], {
        ...address,
        GOOGLE_API_KEY: 'any',
        GOOGLE_GEMINI_BASE_URL: gemini.url,
        EXPERIMENT: experiment,
        ...(location !== '' && { ARTIFACT_LOCATION: location }),
      })
      said = run.said as Said
      const uri = databricks ? 'databricks' : server.url
      traces = (await runPython(READ_TRACES, [uri, ...said.traces], address)).said as readonly ReadTrace[]
    }, START_MILLIS)

    test('it runs without a warning', () => {
      expect(run.complaints.filter((line) => !isAdvertisement(line))).toEqual([])
      expect(said.answers).toEqual([
        'The opposite of hot is **cold**.',
        expect.stringContaining('computer'),
        expect.stringContaining('2,508'),
      ])
    })

    test('every call is a trace of the experiment, whose files are with the server whatever location it was given', () => {
      expect(traces).toHaveLength(3)
      for (const trace of traces) {
        expect(trace).toMatchObject({ experiment, state: 'OK', metadata: { 'mlflow.trace_schema.version': '3' } })
        expect(trace.tags['mlflow.artifactLocation']).toContain(databricks ? 'dbfs:/databricks/' : 'mlflow-artifacts:/')
        expect(JSON.parse(trace.metadata['mlflow.trace.sizeStats']!)).toMatchObject({ num_spans: trace.spans.length })
      }
    })

    test('a generation: question, answer, tokens, and the request below it', () => {
      const [{ spans, tokens, tags }] = traces as [ReadTrace]
      expect(tree(spans)).toBe('Models.generate_content LLM (Models._generate_content LLM)')
      for (const span of spans) {
        expect(span.inputs).toMatchObject({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' })
        expect(textOf(span)).toBe(said.answers[0])
        expect(span).toMatchObject({ status: 'OK', events: [], attributes: { 'mlflow.llm.model': 'gemini-2.5-flash' } })
        expect(span.attributes['mlflow.message.format']).toBe('gemini')
        expect(span.attributes['mlflow.chat.tokenUsage']).toEqual(tokens)
      }
      expect(tags['mlflow.traceName']).toBe('Models.generate_content')
      expect(usageOf(spans[0]!)).toEqual(tokens)
    })

    test('a chat of two turns below a span of one’s own', () => {
      const [, { spans, tokens }] = traces as [ReadTrace, ReadTrace]
      const turn = 'Chat.send_message CHAT_MODEL (Models.generate_content LLM (Models._generate_content LLM))'
      expect(tree(spans)).toBe(`multi-turn UNKNOWN (${turn}, ${turn})`)
      const turns = spans.filter(({ name }) => name === 'Chat.send_message')
      expect(turns.map(({ inputs }) => inputs)).toMatchObject([{ message: FIRST }, { message: SECOND }])
      expect(textOf(turns[1]!)).toBe(said.answers[1])
      const [, second] = spans.filter(({ name }) => name === 'Models._generate_content')
      expect(second!.inputs).toMatchObject({
        contents: [
          { role: 'user', parts: [{ text: FIRST }] },
          { role: 'model', parts: [{ text: textOf(turns[0]!) }] },
          { role: 'user', parts: [{ text: SECOND }] },
        ],
      })
      const used = turns.map(usageOf)
      expect(tokens).toMatchObject({
        input_tokens: used[0]!.input_tokens + used[1]!.input_tokens,
        output_tokens: used[0]!.output_tokens + used[1]!.output_tokens,
      })
    })

    test('four functions, of which the model calls one', () => {
      const [, , { spans, responsePreview }] = traces as [ReadTrace, ReadTrace, ReadTrace]
      const round = 'Models.generate_content LLM (Models._generate_content LLM)'
      expect(tree(spans)).toBe(`Chat.send_message CHAT_MODEL (${round}, ${round})`)
      const [chat] = spans as [ReadSpan]
      const [generation] = spans.filter(({ name }) => name === 'Models.generate_content') as [ReadSpan]
      const [first, second] = spans.filter(({ name }) => name === 'Models._generate_content') as [ReadSpan, ReadSpan]
      expect(chat.inputs).toMatchObject({ message: QUESTION })
      const tools = generation.attributes['mlflow.chat.tools'] as { type: string; function: { name: string } }[]
      expect(tools.map(({ type, function: { name } }) => `${type} ${name}`)).toEqual([
        'function add',
        'function subtract',
        'function multiply',
        'function divide',
      ])
      expect(first.outputs).toMatchObject({
        candidates: [{ content: { parts: [{ function_call: { name: 'multiply', args: { a: 57, b: 44 } } }] } }],
      })
      expect((second.inputs as { contents: unknown[] }).contents.at(-1)).toMatchObject({
        parts: [{ function_response: { name: 'multiply', response: { result: 2508 } } }],
      })
      expect(textOf(chat)).toContain('2,508')
      expect(responsePreview).not.toBe('')
    })
  })
})

/** `name type` of each span, its children in brackets, in order of their start. */
function tree(spans: readonly ReadSpan[], parent: string | null = null): string {
  return spans
    .filter((span) => span.parent === parent)
    .map((span) => {
      const below = tree(spans, span.id)
      return `${span.name} ${span.type}${below === '' ? '' : ` (${below})`}`
    })
    .join(', ')
}

interface Answer {
  readonly candidates: readonly { readonly content: { readonly parts: readonly { readonly text: string }[] } }[]
  readonly usage_metadata: { prompt_token_count: number; candidates_token_count: number; total_token_count: number }
}

const textOf = ({ outputs }: ReadSpan): string => (outputs as Answer).candidates[0]!.content.parts.at(-1)!.text

/** What the answer itself says was used, in MLflow's words. */
function usageOf({ outputs }: ReadSpan): { input_tokens: number; output_tokens: number; total_tokens: number } {
  const { usage_metadata: usage } = outputs as Answer
  return {
    input_tokens: usage.prompt_token_count,
    output_tokens: usage.candidates_token_count,
    total_tokens: usage.total_token_count,
  }
}
