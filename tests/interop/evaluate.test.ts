import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { python, runPython } from './python.ts'
import { startLoupe } from './start-loupe.ts'

const SCRIPT = fileURLToPath(new URL('evaluate.py', import.meta.url))

describe.skipIf(python === undefined)('MLflow’s own client', () => {
  test('logs runs, evaluates with plain scorers, registers prompts and versions of an application with us', async () => {
    await using server = await startLoupe()

    const { said, complaints } = await runPython(SCRIPT, [], { MLFLOW_TRACKING_URI: server.url })

    expect(complaints).toEqual([])
    expect(said).toEqual({
      run: {
        status: 'FINISHED',
        name: 'first',
        metrics: { loss: 0.25, none: null },
        params: { depth: '3' },
        team: 'a',
        history: [
          [0, 0.5],
          [1, 0.25],
        ],
        found: true,
        traces: true,
        'changed param': 'INVALID_PARAMETER_VALUE',
      },
      'many writers': 800,
      evaluation: {
        metrics: { 'short/mean': 1, 'right/mean': 0.5 },
        logged: { 'short/mean': 1, 'right/mean': 0.5 },
        type: 'genai_evaluate',
        datasets: ['dataset'],
        judged: [
          ['{"question": "2+2"}', 'answer', '4'],
          ['{"question": "2+2"}', 'right', 1],
          ['{"question": "2+2"}', 'short', true],
          ['{"question": "3+3"}', 'answer', '6'],
          ['{"question": "3+3"}', 'right', 0],
          ['{"question": "3+3"}', 'short', true],
        ],
      },
      'judged again': { metrics: { 'short/mean': 1 }, 'same traces': true },
      prompt: {
        said: '"Hello Ann"',
        latest: 'Hi {{name}}',
        versions: [2, 1],
        found: ['greet'],
        tags: 'a',
        linked: [{ name: 'greet', version: '1' }],
        'by prompt': [true],
        missing: 'RESOURCE_DOES_NOT_EXIST',
      },
      model: {
        status: 'READY',
        params: { llm: 'gemini' },
        metrics: [['accuracy', 0.9]],
        again: true,
        traces: 1,
        found: ['agent'],
      },
      'not here': { models: 'NOT_IMPLEMENTED', webhooks: 'ENDPOINT_NOT_FOUND', scorers: 'ENDPOINT_NOT_FOUND' },
    })
  }, 180_000)
})
