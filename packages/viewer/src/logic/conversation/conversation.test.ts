import { describe, expect, test } from 'vitest'
import { spanOf, type SpanSketch } from '../testing/span-of.ts'
import { viewTrace } from '../trace-view.ts'
import type { Message, Part } from './message.ts'
import { readSpan, type Reading } from './read-span.ts'
import { toolRunsIn, withToolRuns } from './tool-runs.ts'
import { transcriptBelow } from './transcript.ts'

const read = (sketch: Omit<SpanSketch, 'id'>): Reading => readSpan(spanOf({ id: 1, type: 'LLM', ...sketch }))

function chat(sketch: Omit<SpanSketch, 'id'>): { messages: readonly Message[]; news?: string } {
  const reading = read(sketch)
  if (reading.kind !== 'chat') throw new Error(`read as ${reading.kind}`)
  return reading
}

const shortly = (messages: readonly Message[]): string[] =>
  messages.map((message) => `${message.isNew ? '+' : ' '}${message.role}: ${message.parts.map(partText).join(' | ')}`)

function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'thought':
      return `(${part.text})`
    case 'tool':
      return `${part.name}${JSON.stringify(part.args)}=${JSON.stringify(part.result)}`
    case 'notice':
      return `!${part.text}`
    default:
      return part.kind
  }
}

const user = (text: string) => ({ role: 'user', parts: [{ text }] })
const model = (...parts: object[]) => ({ role: 'model', parts })
const answer = (content: object | undefined, finishReason = 'STOP') => ({
  candidates: [{ content, finishReason, index: 0 }],
})
const CALL = { functionCall: { name: 'multiply', args: { a: 57, b: 44 } } }
const RESULT = { role: 'user', parts: [{ functionResponse: { name: 'multiply', response: { result: 2508 } } }] }

describe('a Gemini call', () => {
  test('of one text has a question and an answer, all of it new without a word', () => {
    const { messages, news } = chat({
      inputs: { model: 'gemini-3', contents: 'The opposite of hot is' },
      outputs: answer(model({ text: 'Cold.', thoughtSignature: { present: true, length: 60 } })),
    })

    expect(shortly(messages)).toEqual(['+user: The opposite of hot is', '+model: Cold.'])
    expect(news).toBeUndefined()
  })

  test('with history says where its news begin', () => {
    const { messages, news } = chat({
      inputs: {
        contents: [user('one'), model({ text: 'two' }), user('three')],
        config: { systemInstruction: 'Be brief.' },
      },
      outputs: answer(model({ text: 'Hm.', thought: true }, { text: 'four' })),
    })

    expect(shortly(messages)).toEqual([
      ' system: Be brief.',
      ' user: one',
      ' model: two',
      '+user: three',
      '+model: (Hm.) | four',
    ])
    expect(news).toBe('question, answer')
  })

  test('puts the result of a tool into the card of its call and counts it as news', () => {
    const { messages, news } = chat({
      inputs: {
        contents: [user('57 cats?'), model(CALL), RESULT],
        config: { tools: [{ functionDeclarations: [{ name: 'multiply', description: 'returns a * b.' }] }] },
      },
      outputs: answer(model({ text: '2,508' })),
    })

    expect(shortly(messages)).toEqual([
      ' user: 57 cats?',
      ' model: multiply{"a":57,"b":44}={"result":2508}',
      '+model: 2,508',
    ])
    expect(messages[1]!.parts[0]).toMatchObject({ description: 'returns a * b.' })
    expect(news).toBe('tool result, answer')
  })

  test('pairs parallel calls by id, whatever the order of the results', () => {
    const call = (id: string) => ({ functionCall: { id, name: 'f', args: { id } } })
    const result = (id: string) => ({ functionResponse: { id, name: 'f', response: { output: id } } })

    const { messages } = chat({
      inputs: {
        contents: [user('both'), model(call('a'), call('b')), { role: 'user', parts: [result('b'), result('a')] }],
      },
      outputs: answer(model({ text: 'done' })),
    })

    expect(shortly(messages)[1]).toBe(' model: f{"id":"a"}={"output":"a"} | f{"id":"b"}={"output":"b"}')
  })

  test('pairs calls of one name without ids in their order', () => {
    const call = (n: number) => ({ functionCall: { name: 'f', args: { n } } })
    const result = (n: number) => ({ functionResponse: { name: 'f', response: { n } } })

    const { messages } = chat({
      inputs: { contents: [user('x'), model(call(1), call(2)), { role: 'user', parts: [result(10), result(20)] }] },
    })

    expect(shortly(messages)[1]).toBe(' model: f{"n":1}={"n":10} | f{"n":2}={"n":20}')
  })

  test('keeps a result without a call as a card of its own', () => {
    expect(shortly(chat({ inputs: { contents: [RESULT] } }).messages)).toEqual([
      '+tool: multiplyundefined={"result":2508}',
    ])
  })

  test('that calls tools by itself shows what it added to the conversation', () => {
    const { messages } = chat({
      type: 'CHAIN',
      inputs: { contents: '57 cats?' },
      outputs: {
        ...answer(model({ text: '2,508' })),
        automaticFunctionCallingHistory: [user('57 cats?'), model(CALL), RESULT],
      },
    })

    expect(shortly(messages)).toEqual([
      '+user: 57 cats?',
      '+model: multiply{"a":57,"b":44}={"result":2508}',
      '+model: 2,508',
    ])
  })

  test.each([
    [
      { candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS' }] },
      '+model: !Ended by MAX_TOKENS. There is no text.',
    ],
    [answer(model({ text: 'Once' }), 'MAX_TOKENS'), '+model: Once | !Ended by MAX_TOKENS'],
    [{ candidates: [{ finishReason: 'SAFETY' }] }, '+model: !Ended by SAFETY. There is no text.'],
    [{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, '+model: !Prompt blocked: PROHIBITED_CONTENT'],
  ])('tells how it ended: %j', (outputs, told) => {
    expect(shortly(chat({ inputs: { contents: 'x' }, outputs }).messages)[1]).toBe(told)
  })

  test('reads code, its result and media, and loses no part that it does not know', () => {
    const { messages } = chat({
      inputs: {
        contents: [
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
          { fileData: { fileUri: 'gs://bucket/film.mp4', mimeType: 'video/mp4' } },
          'What is this?',
        ],
      },
      outputs: answer(
        model(
          { executableCode: { language: 'PYTHON', code: 'print(1)' } },
          { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
          { speechMetadata: { speaker: 'A' } },
        ),
      ),
    })

    expect(messages[0]!.parts).toEqual([
      { kind: 'media', mimeType: 'image/png', bytes: 8, name: undefined, inline: 'data:image/png;base64,iVBORw0KGgo=' },
      { kind: 'media', mimeType: 'video/mp4', uri: 'gs://bucket/film.mp4', bytes: undefined, name: undefined },
      { kind: 'text', text: 'What is this?' },
    ])
    expect(messages[1]!.parts.map((part) => part.kind)).toEqual(['code', 'code-result', 'data'])
  })

  test('refers to media that are kept apart, and tells the facts of those that were not kept', () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
    const uri = `mlflow-attachment://${id}?content_type=image%2Fpng&trace_id=tr-1&size=12`
    const { messages } = chat({
      inputs: {
        contents: [
          { inlineData: { mimeType: 'image/png', data: uri } },
          { inlineData: { mimeType: 'video/mp4', data: { mimeType: 'video/mp4', bytes: 99_000_000, sha256: 'ab' } } },
        ],
      },
      outputs: answer(model({ text: 'A cat.' })),
    })

    expect(messages[0]!.parts).toEqual([
      {
        kind: 'media',
        mimeType: 'image/png',
        attachment: { id, traceId: 'tr-1', contentType: 'image/png', size: 12 },
      },
      { kind: 'media', mimeType: 'video/mp4', bytes: 99_000_000 },
    ])
  })

  test('shows pictures that were made, and why one was not', () => {
    const { messages } = chat({
      inputs: { prompt: 'a cat' },
      outputs: {
        generatedImages: [
          { image: { imageBytes: 'iVBORw0KGgo=', mimeType: 'image/png' } },
          { raiFilteredReason: 'Unsafe' },
        ],
      },
    })

    expect(messages[1]!.parts).toMatchObject([
      { kind: 'media', mimeType: 'image/png', bytes: 8 },
      { kind: 'notice', text: 'Filtered: Unsafe' },
    ])
  })

  test("in Python's spelling reads the same", () => {
    const { messages } = chat({
      inputs: { contents: 'x', config: { system_instruction: 'S' } },
      outputs: {
        candidates: [
          { content: { role: 'model', parts: [{ function_call: { name: 'f', args: {} } }] }, finish_reason: 'STOP' },
        ],
      },
    })

    expect(shortly(messages)).toEqual([' system: S', '+user: x', '+model: f{}=undefined'])
  })

  test('recorded chunk by chunk reads as one answer', () => {
    const chunk = (text: string) => ({ candidates: [{ content: model({ text }) }] })

    expect(shortly(chat({ inputs: { contents: 'x' }, outputs: [chunk('Co'), chunk('ld.')] }).messages)[1]).toBe(
      '+model: Cold.',
    )
  })
})

describe('a chat turn', () => {
  test('has the message and the answer', () => {
    const { messages } = chat({
      type: 'CHAT_MODEL',
      inputs: { message: 'hi' },
      outputs: answer(model({ text: 'hello' })),
    })

    expect(shortly(messages)).toEqual(['+user: hi', '+model: hello'])
  })

  test('with tools takes the whole conversation from its history and finds its own question there', () => {
    const { messages, news } = chat({
      type: 'CHAT_MODEL',
      inputs: { message: '57 cats?' },
      outputs: {
        ...answer(model({ text: '2,508' })),
        automaticFunctionCallingHistory: [user('hi'), model({ text: 'hello' }), user('57 cats?'), model(CALL), RESULT],
      },
    })

    expect(shortly(messages).slice(0, 3)).toEqual([' user: hi', ' model: hello', '+user: 57 cats?'])
    expect(news).toBe('question, tool call, tool result, answer')
  })
})

describe('other formats', () => {
  test("OpenAI's messages, with calls in text and results by id", () => {
    const { messages } = chat({
      inputs: {
        messages: [
          { role: 'system', content: 'S' },
          {
            role: 'user',
            content: [
              { type: 'text', text: '57 cats?' },
              { type: 'image_url', image_url: { url: 'https://e.com/c.png' } },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'multiply', arguments: '{"a":57}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: '2508' },
        ],
      },
      outputs: { choices: [{ message: { role: 'assistant', content: '2,508' }, finish_reason: 'stop' }] },
    })

    expect(shortly(messages)).toEqual([
      ' system: S',
      ' user: 57 cats? | media',
      ' model: multiply{"a":57}=2508',
      '+model: 2,508',
    ])
  })

  test("Anthropic's blocks", () => {
    const { messages } = chat({
      inputs: {
        system: 'S',
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'one' }] }],
          },
        ],
      },
      outputs: {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'done' },
        ],
        stop_reason: 'end_turn',
      },
    })

    expect(shortly(messages)).toEqual([' system: S', ' user: x', ' model: f{"a":1}="one"', '+model: (Hm.) | done'])
  })

  test("the conventions' messages, kept in attributes", () => {
    const { messages } = chat({
      attributes: {
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"x"}]}]',
        'gen_ai.output.messages':
          '[{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"f","arguments":{"a":1}}]}]',
      },
    })

    expect(shortly(messages)).toEqual(['+user: x', '+model: f{"a":1}=undefined'])
  })

  test('bare texts', () => {
    expect(shortly(chat({ inputs: 'x', outputs: 'y' }).messages)).toEqual(['+user: x', '+model: y'])
  })

  test('an unknown shape stays data', () => {
    expect(read({ inputs: { x: 1 }, outputs: { y: 2 } })).toEqual({ kind: 'values', input: { x: 1 }, output: { y: 2 } })
    expect(chat({ inputs: { x: 1 }, outputs: 'y' }).messages[0]!.parts[0]).toEqual({
      kind: 'data',
      label: 'input',
      value: { x: 1 },
    })
  })
})

describe('other spans', () => {
  test('a function with a parameter named message is no chat', () => {
    expect(read({ type: 'CHAIN', inputs: { message: 'x' }, outputs: 'y' })).toEqual({
      kind: 'values',
      input: { message: 'x' },
      output: 'y',
    })
  })

  test.each([
    [{ a: 57 }, { result: 2508 }],
    [
      { name: 'multiply', args: { a: 57 } },
      { name: 'multiply', response: { result: 2508 } },
    ],
    [
      { functionCall: { name: 'multiply', args: { a: 57 } } },
      [{ functionResponse: { name: 'multiply', response: { result: 2508 } } }],
    ],
  ])('a tool has arguments and a result: %j', (inputs, outputs) => {
    expect(read({ type: 'TOOL', name: 'execute_tool multiply', inputs, outputs })).toMatchObject({
      kind: 'tool',
      tool: { name: 'multiply', args: { a: 57 }, result: { result: 2508 } },
    })
  })

  test('an embedding has its texts and the heads of its vectors', () => {
    const values = Array.from({ length: 768 }, (_, index) => index)

    expect(
      read({
        type: 'EMBEDDING',
        inputs: { contents: ['a', { parts: [{ text: 'b' }] }] },
        outputs: { embeddings: [{ values }, { values }] },
      }),
    ).toMatchObject({
      kind: 'embedding',
      texts: ['a', 'b'],
      vectors: [{ dimensions: 768, head: [0, 1, 2, 3, 4, 5] }, { dimensions: 768 }],
    })
  })

  test('a span that recorded nothing is empty', () => {
    expect(read({ type: 'CHAIN' })).toEqual({ kind: 'empty' })
  })
})

describe('a trace', () => {
  const view = viewTrace(
    [
      { id: 1, name: 'multi-turn', type: 'CHAIN', to: 100 },
      {
        id: 2,
        parent: 1,
        type: 'LLM',
        from: 0,
        to: 20,
        inputs: { contents: '57 cats?' },
        outputs: answer(model(CALL)),
      },
      { id: 3, parent: 1, name: 'multiply', type: 'TOOL', from: 20, to: 44, inputs: { a: 57, b: 44 }, outputs: 2508 },
      {
        id: 4,
        parent: 1,
        type: 'LLM',
        from: 50,
        to: 100,
        inputs: { contents: [user('57 cats?'), model(CALL), RESULT] },
        outputs: answer(model({ text: '2,508' })),
      },
    ].map(spanOf),
  )

  test('reads as one conversation, each thing said once', () => {
    expect(shortly(transcriptBelow(view, view.rows[0]!)!.messages)).toEqual([
      '+user: 57 cats?',
      '+model: multiply{"a":57,"b":44}={"result":2508}',
      '+model: 2,508',
    ])
    expect(transcriptBelow(view, view.rows[2]!)).toBeUndefined()
  })

  test('tells of each call in which span it ran and how long', () => {
    const { messages } = transcriptBelow(view, view.rows[0]!)!

    expect(withToolRuns(messages, toolRunsIn(view))[1]!.parts[0]).toMatchObject({
      spanId: view.rows[2]!.span.spanId,
      durationMillis: 24,
    })
  })
})
