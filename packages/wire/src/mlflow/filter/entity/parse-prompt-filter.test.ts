import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parsePromptFilter,
  parsePromptOrder,
  parsePromptVersionFilter,
  parsePromptVersionOrder,
} from './parse-prompt-filter.ts'

const IS_PROMPT = {
  kind: 'compare',
  field: { entity: 'tag', key: 'mlflow.prompt.is_prompt' },
  operator: '=',
  value: 'true',
}

test('what MLflow’s clients ask of prompts and their versions is read', () => {
  expect(parsePromptFilter("tags.`mlflow.prompt.is_prompt` = 'true' AND name LIKE 'gr%'")).toEqual({
    ok: true,
    filter: {
      kind: 'and',
      parts: [
        IS_PROMPT,
        { kind: 'like', field: { entity: 'attribute', key: 'name' }, pattern: 'gr%', ignoreCase: false },
      ],
    },
  })
  expect(parsePromptVersionFilter("name = 'greet' AND tag.`mlflow.prompt.is_prompt` = 'true'")).toEqual({
    ok: true,
    filter: {
      kind: 'and',
      parts: [
        { kind: 'compare', field: { entity: 'attribute', key: 'name' }, operator: '=', value: 'greet' },
        IS_PROMPT,
      ],
    },
  })
  expect(parsePromptVersionFilter('version_number > 2')).toMatchObject({
    ok: true,
    filter: { operator: '>', value: 2 },
  })
  expect(parsePromptVersionFilter("run_id IN ('a')")).toMatchObject({ ok: true, filter: { kind: 'in' } })
})

test('orders are by attribute', () => {
  const by = (key: string, descending: boolean) => ({ field: { entity: 'attribute', key }, descending })

  expect(parsePromptOrder(['timestamp DESC', 'name'])).toEqual({
    ok: true,
    orderBy: [by('last_updated_timestamp', true), by('name', false)],
  })
  expect(parsePromptVersionOrder(['version_number DESC', 'creation_timestamp'])).toEqual({
    ok: true,
    orderBy: [by('version_number', true), by('creation_timestamp', false)],
  })
  expect(parsePromptOrder(['version_number'])).toMatchObject({ ok: false, failure: { clause: 0 } })
})

test.each([
  [parsePromptFilter, "run_id = 'x'", 'Invalid attribute name: run_id', 0],
  [parsePromptFilter, "params.x = 'x'", "Invalid entity type 'params'", 0],
  [parsePromptFilter, 'name = 5', 'Expected a quoted string value for attributes.', 7],
  [parsePromptVersionFilter, "version_number = 'x'", 'Expected numeric value type', 17],
])('%o refuses %s', (parse, text, message, position) => {
  expect(parse(text)).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, position },
  })
})

test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const oks = [parsePromptFilter(text), parsePromptVersionFilter(text), parsePromptOrder([text])].map(
        ({ ok }) => ok,
      )
      expect(oks.every((ok) => typeof ok === 'boolean')).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
