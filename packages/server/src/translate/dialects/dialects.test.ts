import type { Attributes } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { readDialects, type DialectReading, type ReadDialectsOptions } from '../read-dialects.ts'

/** Payloads as plain text. */
type Expected = {
  readonly [Key in keyof DialectReading]?: Key extends 'inputs' | 'outputs' ? string : DialectReading[Key]
}
type Row = readonly [what: string, attributes: Attributes, expected: Expected, ReadDialectsOptions['events']?]

const NOTHING: Expected = {
  type: 'UNKNOWN',
  inputs: undefined,
  outputs: undefined,
  model: undefined,
  usage: undefined,
}

const SPANS: Readonly<Record<string, readonly Row[]>> = {
  'OpenTelemetry, events': [
    [
      'messages as events of the span, as until v1.37',
      { 'gen_ai.system': 'openai', 'gen_ai.operation.name': 'chat' },
      {
        provider: 'openai',
        inputs: '[{"role":"system","content":"be short"},{"role":"user","content":"hi"}]',
        outputs: '[{"role":"assistant","content":"hello"}]',
      },
      [
        { name: 'gen_ai.system.message', attributes: { content: 'be short' } },
        { name: 'gen_ai.user.message', attributes: { content: 'hi' } },
        { name: 'gen_ai.choice', attributes: { message: '{"role":"assistant","content":"hello"}', index: 0n } },
        { name: 'other', attributes: { content: 'no message' } },
      ],
    ],
    [
      'messages on one event, as from v1.38 on',
      {},
      { inputs: '[{"role":"user"}]', outputs: '[{"role":"assistant"}]' },
      [
        {
          name: 'gen_ai.client.inference.operation.details',
          attributes: {
            'gen_ai.input.messages': '[{"role":"user"}]',
            'gen_ai.output.messages': '[{"role":"assistant"}]',
          },
        },
      ],
    ],
    [
      'what the span says wins over its events',
      { 'gen_ai.input.messages': '[1]' },
      { inputs: '[1]' },
      [{ name: 'gen_ai.user.message', attributes: { content: 'hi' } }],
    ],
    [
      'a cache that was written',
      { 'gen_ai.usage.input_tokens': 10n, 'gen_ai.usage.cache_creation.input_tokens': 4n },
      { usage: { inputTokens: 10, totalTokens: 10, cacheCreationInputTokens: 4 } },
    ],
  ],
  'OpenTelemetry, newest': [
    [
      'a retrieval',
      {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.query.text': 'cats',
        'gen_ai.retrieval.documents': '[{"id":"a","score":0.5}]',
      },
      { type: 'RETRIEVER', inputs: '"cats"', outputs: '[{"id":"a","score":0.5}]' },
    ],
    ['a workflow', { 'gen_ai.operation.name': 'invoke_workflow' }, { type: 'WORKFLOW' }],
    ['an operation in capitals', { 'gen_ai.operation.name': 'EXECUTE_TOOL' }, { type: 'TOOL' }],
    [
      'messages with every kind of part stay as they are',
      {
        'gen_ai.input.messages':
          '[{"role":"user","parts":[{"type":"text","content":"a"},{"type":"blob","modality":"image","mime_type":"image/png","content":"aGk="},' +
          '{"type":"uri","modality":"audio","uri":"gs://a/b"},{"type":"file","modality":"video","file_id":"f"}]},' +
          '{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":{"a":1}}]}]',
        'gen_ai.output.messages':
          '[{"role":"assistant","finish_reason":"tool_call","parts":[{"type":"reasoning","content":"hm"},{"type":"tool_call","id":"1","name":"f","arguments":{"a":1}}]}]',
      },
      {
        inputs:
          '[{"role":"user","parts":[{"type":"text","content":"a"},{"type":"blob","modality":"image","mime_type":"image/png","content":"aGk="},' +
          '{"type":"uri","modality":"audio","uri":"gs://a/b"},{"type":"file","modality":"video","file_id":"f"}]},' +
          '{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":{"a":1}}]}]',
        outputs:
          '[{"role":"assistant","finish_reason":"tool_call","parts":[{"type":"reasoning","content":"hm"},{"type":"tool_call","id":"1","name":"f","arguments":{"a":1}}]}]',
      },
    ],
    [
      'thoughts counted beside the answer, as the total tells',
      {
        'gen_ai.usage.input_tokens': 10n,
        'gen_ai.usage.output_tokens': 7n,
        'gen_ai.usage.total_tokens': 80n,
        'gen_ai.usage.reasoning_tokens': 63n,
      },
      { usage: { inputTokens: 10, outputTokens: 70, totalTokens: 80, reasoningTokens: 63 } },
    ],
    [
      'thoughts that are part of the answer',
      {
        'gen_ai.usage.input_tokens': 10n,
        'gen_ai.usage.output_tokens': 70n,
        'gen_ai.usage.total_tokens': 80n,
        'gen_ai.usage.reasoning_tokens': 63n,
      },
      { usage: { inputTokens: 10, outputTokens: 70, totalTokens: 80, reasoningTokens: 63 } },
    ],
  ],
  OpenInference: [
    ['a kind that is no kind', { 'openinference.span.kind': 'constructor' }, { type: 'UNKNOWN' }],
    [
      'calls of tools, as deep as they are',
      {
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.tool_calls.1.tool_call.function.name': 'b',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'a',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{}',
      },
      {
        outputs:
          '[{"role":"assistant","tool_calls":[{"tool_call":{"function":{"name":"a","arguments":"{}"}}},' +
          '{"tool_call":{"function":{"name":"b"}}}]}]',
      },
    ],
    [
      'messages without a value of the whole',
      {
        'llm.input_messages.1.message.role': 'user',
        'llm.input_messages.1.message.content': 'hi',
        'llm.input_messages.0.message.role': 'system',
        'llm.output_messages.0.message.content': 'hello',
        'llm.token_count.prompt': 3n,
        'llm.token_count.completion': 2n,
        'llm.token_count.prompt_details.cache_read': 1n,
      },
      {
        inputs: '[{"role":"system"},{"role":"user","content":"hi"}]',
        outputs: '[{"content":"hello"}]',
        usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5, cacheReadInputTokens: 1 },
      },
    ],
  ],
  'Gemini CLI': [
    [
      'a call of the model',
      {
        'gen_ai.agent.name': 'gemini-cli',
        'gen_ai.operation.name': 'llm_call',
        'gen_ai.input.messages': '[{"role":"user","parts":[{"text":"hi"}]}]',
        'gen_ai.output.messages': '[{"role":"model","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]}]',
      },
      {
        type: 'LLM',
        inputs: '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}',
        outputs: '{"candidates":[{"content":{"role":"model","parts":[{"text":"a"},{"text":"b"}]}}]}',
        messageFormat: 'gemini',
      },
    ],
    [
      'a system prompt',
      {
        'gen_ai.agent.name': 'gemini-cli',
        'gen_ai.operation.name': 'system_prompt',
        'gen_ai.input.messages': '[{"role":"user","parts":[]}]',
      },
      { inputs: '{"contents":[{"role":"system","parts":[]}]}' },
    ],
  ],
  'Claude Code': [
    [
      'a request, its cached tokens counted in',
      {
        'span.type': 'llm_request',
        input_tokens: 5n,
        output_tokens: 2n,
        cache_read_tokens: 10n,
        cache_creation_tokens: 3n,
        new_context: '<REDACTED>',
        'response.model_output': 'done',
        model: 'claude-x',
      },
      {
        type: 'LLM',
        inputs: undefined,
        outputs: '"done"',
        model: 'claude-x',
        usage: {
          inputTokens: 18,
          outputTokens: 2,
          totalTokens: 20,
          cacheReadInputTokens: 10,
          cacheCreationInputTokens: 3,
        },
      },
    ],
    [
      'a tool, its result in an event',
      { 'span.type': 'claude_code.tool', full_command: 'ls', file_path: '<REDACTED>' },
      { type: 'TOOL', inputs: '{"full_command":"ls"}', outputs: '"a b"' },
      [{ name: 'tool.output', attributes: { output: '<REDACTED>', content: 'a b' } }],
    ],
    ['an interaction', { 'span.type': 'interaction', user_prompt: 'fix it' }, { type: 'AGENT', inputs: '"fix it"' }],
  ],
  'Spring AI': [
    [
      'contents in events',
      { 'gen_ai.operation.name': 'chat' },
      { type: 'CHAT_MODEL', inputs: '["hi"]', outputs: '["hello"]' },
      [
        { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': '["hi"]' } },
        { name: 'gen_ai.content.completion', attributes: { 'gen_ai.completion': '["hello"]' } },
      ],
    ],
  ],
  Traceloop: [
    [
      'a call before there were names of operations, with a tool',
      {
        'llm.request.type': 'chat',
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.tool_calls.0.name': 'add',
        'gen_ai.completion.0.tool_calls.0.arguments': '{"a":1}',
        'gen_ai.usage.prompt_tokens': 2n,
        'gen_ai.usage.cache_read_input_tokens': 1n,
      },
      {
        type: 'CHAT_MODEL',
        outputs: '[{"role":"assistant","tool_calls":[{"name":"add","arguments":"{\\"a\\":1}"}]}]',
        usage: { inputTokens: 2, totalTokens: 2, cacheReadInputTokens: 1 },
      },
    ],
    [
      'a call of a model',
      {
        'gen_ai.system': 'Google',
        'gen_ai.request.model': 'gemini',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'hi',
        'gen_ai.completion.0.content': 'hello',
        'gen_ai.usage.prompt_tokens': 2n,
        'gen_ai.usage.completion_tokens': 3n,
        'llm.usage.total_tokens': 6n,
      },
      {
        type: 'LLM',
        provider: 'Google',
        inputs: '[{"role":"user","content":"hi"}]',
        outputs: '[{"content":"hello"}]',
        usage: { inputTokens: 2, outputTokens: 3, totalTokens: 6 },
      },
    ],
    [
      'a workflow',
      { 'traceloop.span.kind': 'workflow', 'traceloop.entity.input': '{"a":1}', 'traceloop.entity.output': '"x"' },
      { type: 'WORKFLOW', inputs: '{"a":1}', outputs: '"x"' },
    ],
  ],
  'Google ADK': [
    [
      'a call of a model',
      {
        'gen_ai.operation.name': 'generate_content',
        'gcp.vertex.agent.llm_request': '{"model":"g"}',
        'gcp.vertex.agent.llm_response': '{"content":{}}',
        'gcp.vertex.agent.tool_call_args': '{}',
      },
      { type: 'LLM', inputs: '{"model":"g"}', outputs: '{"content":{}}', model: 'g' },
    ],
  ],
  'Vercel AI SDK': [
    [
      'a call of the model gathers all that belongs to it',
      {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.prompt.messages': '[{"role":"user"}]',
        'ai.prompt.tools': ['{"name":"add"}'],
        'ai.response.text': 'hello',
        'ai.response.finishReason': 'stop',
        'gen_ai.usage.input_tokens': 1n,
        'gen_ai.usage.output_tokens': 2n,
        'gen_ai.request.model': 'gemini',
        'ai.usage.inputTokens': 1n,
        'ai.usage.outputTokens': 2n,
        'ai.usage.inputTokenDetails.cacheReadTokens': 1n,
        'ai.usage.outputTokenDetails.reasoningTokens': 1n,
      },
      {
        type: 'LLM',
        inputs: '{"messages":[{"role":"user"}],"tools":[{"name":"add"}]}',
        outputs: '{"text":"hello","finishReason":"stop"}',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3, cacheReadInputTokens: 1, reasoningTokens: 1 },
        messageFormat: 'vercel_ai',
      },
    ],
    ['a reranking', { 'ai.operationId': 'ai.rerank.doRerank' }, { type: 'RERANKER' }],
    [
      'a tool',
      { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.args': '{"a":1}', 'ai.toolCall.result': '2' },
      { type: 'TOOL', inputs: '{"a":1}', outputs: '"2"' },
    ],
    ['an embedding', { 'ai.operationId': 'ai.embed', 'ai.value': '"hi"' }, { type: 'EMBEDDING', inputs: '"hi"' }],
  ],
  VoltAgent: [
    [
      'a conversation',
      { 'span.type': 'llm', 'voltagent.conversation_id': 'c', 'llm.messages': '[1]' },
      { type: 'LLM', inputs: '[1]', sessionId: 'c', messageFormat: 'voltagent' },
    ],
    ['a kind that is no kind', { 'span.type': 'constructor', 'entity.type': 'tool' }, { type: 'TOOL' }],
    [
      'an agent',
      {
        'entity.type': 'agent',
        'agent.messages': '[1]',
        output: 'done',
        'usage.prompt_tokens': 1n,
        'usage.completion_tokens': 1n,
      },
      {
        type: 'AGENT',
        inputs: '[1]',
        outputs: '"done"',
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      },
    ],
  ],
  LiveKit: [
    [
      'an agent',
      { 'lk.agent_name': 'a', 'lk.user_input': 'hi' },
      { type: 'AGENT', inputs: '"hi"', messageFormat: 'livekit' },
    ],
    ['a tool', { 'lk.function_tool.name': 'a' }, { type: 'TOOL' }],
    ['any span that names a model and nothing more', { 'gen_ai.request.model': 'm' }, { type: 'LLM' }],
  ],
  Laminar: [
    [
      'a pipeline',
      { 'lmnr.span.type': 'PIPELINE', 'lmnr.span.input': '[1]', 'lmnr.span.output': '{"a":1}' },
      { type: 'CHAIN', inputs: '[1]', outputs: '{"a":1}', messageFormat: 'openai' },
    ],
  ],
  Langfuse: [
    [
      'a generation',
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.input': '[1]',
        'langfuse.observation.output': 'hello',
        'langfuse.observation.model.name': 'm',
        'langfuse.observation.usage_details': '{"input":1,"output":2,"total":3,"cache_read_input_tokens":1}',
        'langfuse.session.id': 's',
      },
      {
        type: 'LLM',
        inputs: '[1]',
        outputs: '"hello"',
        model: 'm',
        sessionId: 's',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3, cacheReadInputTokens: 1 },
      },
    ],
  ],
  'Pydantic AI': [
    [
      'a run of an agent',
      { agent_name: 'a', model_name: 'm', 'pydantic_ai.all_messages': '[1]', final_result: 'done' },
      { type: 'AGENT', inputs: '[1]', outputs: '"done"', model: 'm' },
    ],
    [
      'a tool',
      { 'gen_ai.tool.name': 't', tool_arguments: '{"a":1}', tool_response: 'ok' },
      { type: 'TOOL', inputs: '{"a":1}', outputs: '"ok"' },
    ],
    [
      'a request with its messages gathered',
      {
        'gen_ai.operation.name': 'chat',
        model_request_parameters: '{}',
        events:
          '[{"event.name":"gen_ai.user.message","role":"user","content":"hi"},' +
          '{"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","content":"hello"}}]',
        'gen_ai.usage.input_tokens': 3n,
        'gen_ai.usage.details.thoughts_tokens': 2n,
      },
      {
        type: 'CHAT_MODEL',
        inputs: '[{"role":"user","content":"hi"}]',
        outputs: '[{"role":"assistant","content":"hello"}]',
        usage: { inputTokens: 3, totalTokens: 3, reasoningTokens: 2 },
      },
    ],
    [
      'a span of Logfire',
      { 'logfire.msg': 'm', request_data: '{"a":1}', response_data: '{"b":2}' },
      { inputs: '{"a":1}', outputs: '{"b":2}' },
    ],
  ],
  'nobody in particular': [
    [
      'common words alone mean nothing',
      { input: 'a', output: 'b', model: 'c', events: 'd', tool_arguments: 'e' },
      NOTHING,
    ],
  ],
}

describe.each(Object.entries(SPANS))('%s', (_dialect, rows) => {
  test.each(rows.map(([what, ...row]) => ({ what, row })))('$what', ({ row: [attributes, expected, events] }) => {
    const reading = readDialects(attributes, { events })
    const asked = Object.fromEntries(Object.keys(expected).map((key) => [key, reading[key as keyof DialectReading]]))

    expect(asked).toEqual(expected)
  })
})
