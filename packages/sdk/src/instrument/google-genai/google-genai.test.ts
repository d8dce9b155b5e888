import { SpanKind } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { factsOf } from '../testing/genai-majors.ts'
import { answer, chunk, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const QUESTION = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'
const CALL = {
  functionCall: { name: 'multiply', args: { a: 57, b: 44 }, id: '9f3kx2ab' },
  thoughtSignature: 'EqQBCqEBAXLI2nzKo7',
}

describe.each(GENAI_COPIES)('the %s copy', (_, genai, major) => {
  test('a plain call is one LLM span with everything about it', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json(answer([{ text: 'Cold.' }]), 200, { 'server-timing': 'gfet4t7; dur=500' }))

    const response = await ai.models.generateContent({
      model: 'models/gemini-2.5-flash',
      contents: 'The opposite of hot is',
      config: {
        temperature: 0.2,
        maxOutputTokens: 256,
        topK: 40,
        stopSequences: ['END'],
        httpOptions: { headers: { 'x-key': 's' } },
      },
    })

    expect(response.text).toBe('Cold.')
    expect(tracing.tree()).toBe('Models.generateContent:LLM')
    const span = tracing.named('Models.generateContent')
    expect(span.kind).toBe(SpanKind.CLIENT)
    expect(span.status).toEqual({ code: 'OK' })
    expect(span.inputs).toEqual({
      model: 'models/gemini-2.5-flash',
      contents: 'The opposite of hot is',
      config: { temperature: 0.2, maxOutputTokens: 256, topK: 40, stopSequences: ['END'] },
    })
    expect(span.outputs).toEqual(answer([{ text: 'Cold.' }]))
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 256n,
      'gen_ai.request.top_k': 40n,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.response.id': 'q7wEafzoFOuRjrEPw4nssAI',
      'gen_ai.response.model': 'gemini-2.5-flash',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 6n,
      'gen_ai.usage.output_tokens': 27n,
      'gen_ai.usage.reasoning.output_tokens': 25n,
      'gemini.finish_reasons': ['STOP'],
      'gemini.server_duration_ms': 500,
      'mlflow.chat.tokenUsage': '{"input_tokens":6,"output_tokens":27,"total_tokens":33,"reasoning_tokens":25}',
      'mlflow.llm.model': 'gemini-2.5-flash',
      'mlflow.llm.provider': 'gemini',
      'mlflow.message.format': 'gemini',
      'server.address': '127.0.0.1',
      'server.port': BigInt(server.port),
    })
  })

  test('a stream is one LLM span that ends when the stream does', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(
      sse(
        chunk([{ text: 'The' }], undefined, usage(6, 1, 25)),
        chunk([{ text: ' opposite' }], undefined, usage(6, 5, 25)),
        chunk([{ text: ' is cold.' }], 'STOP', usage(6, 8, 25)),
      ),
    )

    const stream = await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'hot' })
    expect(tracing.openSpans()).toEqual(['Models.generateContentStream'])
    const texts: unknown[] = []
    for await (const piece of stream) texts.push(piece.text)

    expect(texts).toEqual(['The', ' opposite', ' is cold.'])
    expect(tracing.tree()).toBe('Models.generateContentStream:LLM')
    const span = tracing.named('Models.generateContentStream')
    expect(span.outputs).toEqual(chunk([{ text: 'The opposite is cold.' }], 'STOP', usage(6, 8, 25)))
    expect(span.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.output_tokens': 33n,
      'gemini.stream.ending': 'ended',
      'gemini.stream.chunks': 3n,
    })
  })

  test('the turns of a chat have one LLM span each, with the whole history', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json(answer([{ text: 'It follows steps.' }])), json(answer([{ text: 'It follows many steps.' }])))
    const chat = ai.chats.create({ model: 'gemini-2.5-flash', config: { temperature: 0.5 } })

    await chat.sendMessage({ message: 'How does a computer work?' })
    await chat.sendMessage({ message: 'And in detail?' })

    expect(tracing.tree()).toBe(
      'Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM) | Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM)',
    )
    const [first, , second, request] = tracing.spans
    expect(first!.inputs).toEqual({
      message: 'How does a computer work?',
      model: 'gemini-2.5-flash',
      config: { temperature: 0.5 },
    })
    expect(request!.inputs).toMatchObject({
      model: 'gemini-2.5-flash',
      contents: [
        { role: 'user', parts: [{ text: 'How does a computer work?' }] },
        { role: 'model', parts: [{ text: 'It follows steps.' }] },
        { role: 'user', parts: [{ text: 'And in detail?' }] },
      ],
    })
    expect(second!.outputs).toEqual(answer([{ text: 'It follows many steps.' }]))
    expect(second!.attributes).toMatchObject({ 'gen_ai.operation.name': 'chat', 'gemini.chat.turn': 2n })
    expect(second!.attributes['gemini.chat.id']).toBe(first!.attributes['gemini.chat.id'])
    expect(Object.keys(second!.attributes).filter((key) => /usage/i.test(key))).toEqual([])
    expect(request!.attributes['gen_ai.usage.input_tokens']).toBe(6n)
  })

  test('a chat with functions shows model call, tool, model call side by side', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json(answer([CALL])), json(answer([{ text: '2508 mittens.' }])))
    const tool = calculator(tracing)
    const chat = ai.chats.create({ model: 'gemini-2.5-flash', config: { tools: [tool] } })

    const response = await chat.sendMessage({ message: QUESTION })

    expect(response.text).toBe('2508 mittens.')
    expect(tracing.tree()).toBe(
      'Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContent:LLM)',
    )
    const span = tracing.named('multiply')
    expect(span.kind).toBe(SpanKind.INTERNAL)
    expect(span.inputs).toEqual({ a: 57, b: 44 })
    expect(span.outputs).toEqual({ result: 2508 })
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'multiply',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.description': 'returns a * b.',
      'gen_ai.tool.call.id': '9f3kx2ab',
    })
    const [turn, before, , , after] = tracing.spans
    expect(before!.attributes['gen_ai.response.finish_reasons']).toEqual(['tool_call'])
    expect(before!.attributes['gemini.finish_reasons']).toEqual(['STOP'])
    expect(JSON.parse(String(before!.attributes['mlflow.chat.tools']))[2]).toEqual({
      type: 'function',
      function: {
        name: 'multiply',
        description: 'returns a * b.',
        parameters: {
          type: 'object',
          properties: { a: { type: 'number' }, b: { type: 'number' } },
          required: ['a', 'b'],
        },
      },
    })
    expect(turn!.attributes['mlflow.chat.tools']).toBe(before!.attributes['mlflow.chat.tools'])
    expect(after!.inputs).toMatchObject({
      contents: [
        { role: 'user' },
        { role: 'model', parts: [{ ...CALL, thoughtSignature: { present: true, length: 18 } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: '9f3kx2ab', name: 'multiply', response: { result: 2508 } } }],
        },
      ],
      config: {
        tools: [
          { functionDeclarations: [{ name: 'add' }, { name: 'subtract' }, { name: 'multiply' }, { name: 'divide' }] },
        ],
      },
    })
    expect(before!.inputs).not.toHaveProperty('contents.1')
    expect(turn!.inputs).toMatchObject({ config: { tools: [{ functionDeclarations: [{ name: 'add' }, {}, {}, {}] }] } })
    // The signature went back to the model as it came.
    expect(server.requests[1]!.body).toMatchObject({ contents: [{}, { parts: [CALL] }, {}] })
  })

  test('a streamed chat with functions has the same shape', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(
      sse(chunk([CALL], 'STOP', usage(6, 2))),
      sse(chunk([{ text: '2508' }]), chunk([{ text: ' mittens.' }], 'STOP', usage(9, 4))),
    )
    const chat = ai.chats.create({
      model: 'gemini-2.5-flash',
      config: { tools: [calculator(tracing)] },
    })

    for await (const _ of await chat.sendMessageStream({ message: QUESTION }));

    expect(tracing.tree()).toBe(
      'Chat.sendMessageStream:CHAT_MODEL(Models.generateContentStream:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContentStream:LLM)',
    )
    expect(tracing.named('Chat.sendMessageStream').outputs).toMatchObject({
      candidates: [{ content: { parts: [{ text: '2508 mittens.' }] }, finishReason: 'STOP' }],
    })
    const [, first, , , second] = tracing.spans
    expect(first!.attributes['gen_ai.usage.input_tokens']).toBe(6n)
    expect(second!.attributes['gen_ai.usage.input_tokens']).toBe(9n)
    expect(chat.getHistory().length).toBeGreaterThan(1)
  })

  test('automatic function calling outside a chat is a chain of its requests and tools', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json(answer([CALL])), json(answer([{ text: '2508 mittens.' }])))

    await ai.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: QUESTION,
      config: { tools: [calculator(tracing)] },
    })

    expect(tracing.tree()).toBe(
      'Models.generateContent:CHAIN(Models.generateContent:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContent:LLM)',
    )
    expect(tracing.spans[0]!.inputs).toMatchObject({
      contents: QUESTION,
      config: { tools: [{ functionDeclarations: [{ name: 'add' }, {}, {}, {}] }] },
    })
    expect(tracing.spans[0]!.attributes['mlflow.chat.tokenUsage']).toBeUndefined()
  })

  test('automatic function calling in a stream is a chain too', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(sse(chunk([CALL], 'STOP', usage(6, 2))), sse(chunk([{ text: '2508 mittens.' }], 'STOP', usage(9, 4))))

    const stream = await ai.models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: QUESTION,
      config: { tools: [calculator(tracing)] },
    })
    for await (const _ of stream);

    expect(tracing.tree()).toBe(
      'Models.generateContentStream:CHAIN(Models.generateContentStream:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContentStream:LLM)',
    )
  })

  test('callable tools that the SDK must not run make no chain, and their definitions are recorded', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json(answer([CALL])))

    await ai.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: QUESTION,
      config: { tools: [calculator(tracing)], automaticFunctionCalling: { disable: true } },
    })

    expect(tracing.tree()).toBe('Models.generateContent:LLM')
    expect(tracing.spans[0]!.inputs).toMatchObject({
      config: { tools: [{ functionDeclarations: [{ name: 'add' }, {}, {}, {}] }] },
    })
  })

  test('embeddings are recorded by number and length, with their tokens', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(
      json({
        embeddings: [{ values: [0.1, 0.2, 0.3] }, { values: [0.4, 0.5, 0.6] }],
        usageMetadata: { promptTokenCount: 11 },
      }),
    )

    await ai.models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['Hello', 'world'],
      config: { outputDimensionality: 3 },
    })

    expect(tracing.tree()).toBe('Models.embedContent:EMBEDDING')
    const span = tracing.spans[0]!
    expect(span.inputs).toMatchObject({ contents: ['Hello', 'world'], config: { outputDimensionality: 3 } })
    expect(span.outputs).toEqual({ embeddingCount: 2, dimensions: 3 })
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.embeddings.dimension.count': 3n,
      ...(factsOf(major).keepsEmbeddingUsage && {
        'gen_ai.usage.input_tokens': 11n,
        'mlflow.chat.tokenUsage': '{"input_tokens":11,"total_tokens":11}',
      }),
    })
  })

  test('counted tokens are an answer and not usage', async () => {
    await using world = await tracedWorld(genai)
    const { tracing, server, ai } = world
    server.answer(json({ totalTokens: 11 }))

    await ai.models.countTokens({ model: 'gemini-2.5-flash', contents: 'The quick brown fox' })

    expect(tracing.tree()).toBe('Models.countTokens:LLM')
    expect(tracing.spans[0]!.outputs).toMatchObject({ totalTokens: 11 })
    expect(tracing.spans[0]!.attributes['gemini.counted_tokens']).toBe(11n)
    expect(Object.keys(tracing.spans[0]!.attributes).filter((key) => /usage/i.test(key))).toEqual([])
  })
})
