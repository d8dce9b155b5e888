import type { Model } from '../models.ts'
import type { GenerationConfig } from '../request/generate-request.ts'
import { hash32 } from '../seeded.ts'

const LEVEL_SHARE: Readonly<Record<string, number>> = { MINIMAL: 0.1, LOW: 0.4, MEDIUM: 0.8, HIGH: 1 }

/**
 * Tokens that the model thinks before an answer of `outputTokens`: 0 for models that do not think, or were told not to.
 * Thoughts are paid from `maxOutputTokens`. They leave at least half of it to the answer, except when the caller's own
 * budget takes all of it: then nothing is left, as with the real service.
 */
export function thoughtsTokens(model: Model, config: GenerationConfig, outputTokens: number, seed: string): number {
  const { thinkingBudget, thinkingLevel } = config.thinkingConfig ?? {}
  if (model.family !== '2.5' && model.family !== '3') return 0
  const offByDefault = model.id.includes('flash-lite') || /image|tts/.test(model.id)
  if (thinkingBudget === 0 || (offByDefault && !thinkingBudget)) return 0

  const hash = hash32(`thoughts:${seed}`)
  const natural = 18 + (hash % 48) + Math.min(700, outputTokens * (2 + (hash % 3)))
  const wanted = Math.ceil(natural * (LEVEL_SHARE[thinkingLevel ?? 'HIGH'] ?? 1))
  const limit = config.maxOutputTokens ?? Infinity
  const budget = thinkingBudget !== undefined && thinkingBudget > 0 ? thinkingBudget : Infinity
  if (budget !== Infinity && budget >= limit) return limit
  return Math.min(wanted, budget, Math.floor(limit / 2))
}

/** A summary of the thoughts, in the bold-title form that the service gives. */
export function thoughtSummary(subject: string, plan: 'answer' | 'calls' | 'result'): string {
  const about = subject === '' ? 'the request' : `“${subject.length > 120 ? `${subject.slice(0, 117)}…` : subject}”`
  const body = {
    answer: [
      '**Considering the Request**',
      `The user says ${about}. I will settle what is really being asked, gather the points that matter, and put them in ` +
        'an order that is easy to follow.',
    ],
    calls: [
      '**Choosing a Tool**',
      `The user says ${about}. The declared functions can do this, so I will take the values from the text and call ` +
        'what fits instead of guessing the result.',
    ],
    result: [
      '**Reading the Result**',
      `The functions have answered. I will check the values against ${about} and state the result in a sentence.`,
    ],
  }[plan]
  return `${body.join('\n\n')}\n\n\n`
}
