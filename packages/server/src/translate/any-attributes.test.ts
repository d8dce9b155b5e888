import * as fc from 'fast-check'
import { experimentId, isJsonText, MLFLOW, type Attributes, type AttributeValue } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { DIALECTS } from './dialects/index.ts'
import { translateSpan } from './translate-span.ts'

/** Those that rules look at by themselves. */
const OTHER_KEYS = `
  span.type entity.type tool_input new_context user_prompt full_command input_tokens openinference.span.kind
  llm.input_messages.0.message.role llm.input_messages.0.message.a.0.b traceloop.span.kind llm.request.type
  gen_ai.prompt.0.content gen_ai.prompt.1 gen_ai.prompt.0.a.b gen_ai.operation.name gen_ai.agent.name
  gen_ai.tool.name gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.total_tokens
  gen_ai.usage.reasoning_tokens ai.operationId ai.prompt.messages ai.prompt.tools ai.response.text ai.response.
  lk.function_tool.name lk.retry_count lmnr.span.type langfuse.observation.type langfuse.observation.usage_details
  mlflow.chat.tokenUsage mlflow.spanType mlflow.traceTag.a loupe.traceMetadata.a loupe.partial
  loupe.clientRequestId voltagent.conversation_id agent_name model_request_parameters events tool_arguments
  request_data logfire.msg __proto__ constructor
`
/** With those that stand in the tables. */
const KEYS = [
  ...DIALECTS.flatMap(({ inputs, outputs, model, provider, session, user }) =>
    [inputs, outputs, model, provider, session, user].flat().filter((key) => typeof key === 'string'),
  ),
  ...OTHER_KEYS.trim().split(/\s+/),
  '',
]
const TEXTS = [
  'constructor',
  '__proto__',
  'gemini-cli',
  'llm_request',
  'tool',
  'ai.generateText.doGenerate',
  'LLM',
  '5',
]
const JSON_TEXTS = ['{', '[', '"', '"x"', '{"model":1}', '{"model":"m"}', '{"input":-1}', '[{"role":"user"}]', 'null']
const EVENTS = '[{"event.name":"gen_ai.user.message","content":1},7,null,{"event.name":"gen_ai.choice","message":[1]}]'

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom<AttributeValue>(...TEXTS, ...JSON_TEXTS, EVENTS, '', ' ', null, true, false, 0n, -1n, 7n, 1.5),
  fc.constantFrom<AttributeValue>(Number.NaN, Infinity, 2n ** 63n - 1n, [], {}, [null], [[1n]], { a: { b: [1.5] } }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.uint8Array({ maxLength: 4 }),
)
const attributes: fc.Arbitrary<Attributes> = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: fc.string() }),
      value,
    ),
  )
  .map((entries) => Object.fromEntries(entries))
const events = fc.array(
  fc.record({
    name: fc.constantFrom('gen_ai.user.message', 'gen_ai.choice', 'tool.output', 'gen_ai.content.prompt', 'exception'),
    timeUnixNano: fc.constant(1n),
    attributes: fc.dictionary(fc.constantFrom('content', 'message', 'role', 'tool_calls', 'gen_ai.prompt'), value, {
      noNullPrototype: true,
    }),
  }),
  { maxLength: 2 },
)

test('whatever the attributes hold, a span comes out, its fields are what they should be, and nothing is lost', () => {
  fc.assert(
    fc.property(attributes, events, fc.boolean(), (given, happened, isRoot) => {
      const otlp = otlpSpan({ attributes: given, events: happened, parentSpanId: isRoot ? '' : '00000000000000ff' })
      const result = translateSpan(otlp, {
        experimentId: experimentId('0'),
        resource: given,
        scope: { name: '' },
        priceCall: () => undefined,
      })
      if (!result.ok) throw new Error(result.reason)
      const { span } = result

      for (const text of [span.model, span.provider, span.sessionId, span.userId]) {
        expect(text === undefined || (typeof text === 'string' && text !== '')).toBe(true)
      }
      expect(typeof span.type).toBe('string')
      for (const payload of [span.inputs, span.outputs]) expect(payload === undefined || isJsonText(payload)).toBe(true)
      for (const count of Object.values(span.usage ?? {})) {
        expect(count === undefined || (Number.isSafeInteger(count) && count >= 0)).toBe(true)
      }
      const fields: readonly string[] = [MLFLOW.spanType, MLFLOW.spanInputs, MLFLOW.spanOutputs]
      const lost = Object.keys(given).filter(
        (key) => !fields.includes(key) && !Object.is(span.attributes[key], given[key]),
      )
      expect(lost).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})
