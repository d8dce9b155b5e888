import type { HttpAnswer } from '../http/http-answer.ts'

/** Answers that are given as they are when a request names them in its header: recorded ones, and one from the types. */
export const INTERACTION_SCENARIOS: Readonly<Record<string, HttpAnswer>> = {
  'int-res': {
    kind: 'json',
    body: {
      id: 'v1_ChdwZGNFYXRpUEs1bUdxdHNQci1HSGtBRRIXcGRjRWF0aVBLNW1HcXRzUHItR0hrQUU',
      status: 'completed',
      usage: {
        total_tokens: 233,
        total_input_tokens: 9,
        input_tokens_by_modality: [{ modality: 'text', tokens: 9 }],
        total_cached_tokens: 0,
        total_output_tokens: 13,
        total_tool_use_tokens: 0,
        total_thought_tokens: 211,
      },
      created: '2026-05-13T19:57:25Z',
      updated: '2026-05-13T19:57:25Z',
      service_tier: 'standard',
      steps: [
        { signature: 'CosCAQw51sd1OtN45I0f4cCiiDZQ', type: 'thought' },
        { content: [{ text: 'The opposite of hot is cold.', type: 'text' }], type: 'model_output' },
      ],
      object: 'interaction',
      model: 'gemini-2.5-flash',
    },
  },
  'int-fc': {
    kind: 'json',
    body: {
      id: 'v1_fc1',
      status: 'requires_action',
      object: 'interaction',
      model: 'gemini-3.5-flash',
      created: '2026-05-13T20:00:00Z',
      updated: '2026-05-13T20:00:01Z',
      service_tier: 'standard',
      steps: [
        { type: 'thought', signature: 'EqQBCqEBAXLI2nzKo7' },
        { type: 'function_call', id: '9f3kx2ab', name: 'multiply', arguments: { a: 57, b: 44 } },
      ],
      usage: {
        total_tokens: 96,
        total_input_tokens: 60,
        input_tokens_by_modality: [{ modality: 'text', tokens: 60 }],
        total_cached_tokens: 0,
        total_output_tokens: 16,
        total_tool_use_tokens: 0,
        total_thought_tokens: 20,
      },
    },
  },
  'int-sse': {
    kind: 'stream',
    framing: 'events',
    chunks: [
      {
        interaction: { id: 'v1_abc', status: 'in_progress', object: 'interaction', model: 'gemini-2.5-flash' },
        event_type: 'interaction.created',
      },
      { interaction_id: 'v1_abc', status: 'in_progress', event_type: 'interaction.status_update' },
      { index: 0, step: { type: 'thought' }, event_type: 'step.start' },
      {
        index: 0,
        delta: {
          content: { text: '**Finding the antonym**\n\nI need the opposite of hot.', type: 'text' },
          type: 'thought_summary',
        },
        event_type: 'step.delta',
      },
      { index: 0, delta: { signature: 'CiUBDDnWxyz8a2jt5L', type: 'thought_signature' }, event_type: 'step.delta' },
      { index: 0, event_type: 'step.stop' },
      { index: 1, step: { type: 'model_output' }, event_type: 'step.start' },
      { index: 1, delta: { text: 'The opposite of hot', type: 'text' }, event_type: 'step.delta' },
      {
        index: 1,
        delta: { text: ' is cold.', type: 'text' },
        event_type: 'step.delta',
        metadata: {
          usage: { total_tokens: 79, total_input_tokens: 9, total_output_tokens: 7, total_thought_tokens: 63 },
        },
      },
      { index: 1, event_type: 'step.stop' },
      {
        interaction: {
          id: 'v1_abc',
          status: 'completed',
          usage: {
            total_tokens: 79,
            total_input_tokens: 9,
            input_tokens_by_modality: [{ modality: 'text', tokens: 9 }],
            total_cached_tokens: 0,
            total_output_tokens: 7,
            total_tool_use_tokens: 0,
            total_thought_tokens: 63,
          },
          created: '2026-05-13T19:57:25Z',
          updated: '2026-05-13T19:57:25Z',
          service_tier: 'standard',
          object: 'interaction',
          model: 'gemini-2.5-flash',
        },
        event_type: 'interaction.completed',
      },
    ],
  },
}
