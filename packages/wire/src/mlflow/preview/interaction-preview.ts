import { stringifyJson } from '../../json/stringify-json.ts'

/**
 * What was asked in a request of Gemini's Interactions API (gemini-sdk.md §9): `input` as a text, a content, or a list of
 * contents or steps, beside the model or agent that is asked.
 */
export function interactionQuestionText(inputs: unknown): string | undefined {
  if (!isObject(inputs) || (typeof inputs['model'] !== 'string' && typeof inputs['agent'] !== 'string'))
    return undefined
  const { input } = inputs
  if (typeof input === 'string') return input
  const items = (Array.isArray(input) ? input : [input]).filter(isObject)
  const lastStep = items.findLast((item) => item['type'] === 'user_input')
  return textOf(lastStep === undefined ? items : lastStep['content'])
}

/** What an interaction answered, without its thoughts: its texts, else `name(args)` of the functions that it waits for. */
export function interactionAnswerText(outputs: unknown): string | undefined {
  if (!isObject(outputs)) return undefined
  // 1.x has contents where later versions have steps.
  const { steps, outputs: contents } = outputs
  if (Array.isArray(contents)) return textOf(contents) ?? callsOf(contents)
  if (!Array.isArray(steps)) return undefined
  const said = steps.filter(isObject).flatMap((step) => (step['type'] === 'model_output' ? step['content'] : []))
  return textOf(said) ?? callsOf(steps)
}

function textOf(contents: unknown): string | undefined {
  if (!Array.isArray(contents)) return undefined
  const texts = contents.map((content: unknown) =>
    isObject(content) && content['type'] === 'text' ? content['text'] : undefined,
  )
  const said = texts.filter((text) => typeof text === 'string' && text !== '')
  return said.length === 0 ? undefined : said.join('')
}

function callsOf(items: readonly unknown[]): string | undefined {
  const calls = items
    .filter(isObject)
    .filter((item) => item['type'] === 'function_call' && typeof item['name'] === 'string')
  if (calls.length === 0) return undefined
  return calls
    .map(
      (call) => `${String(call['name'])}(${call['arguments'] === undefined ? '' : stringifyJson(call['arguments'])})`,
    )
    .join(', ')
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
