import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '@loupe-ai/wire'
import type { ReasonedDifference } from './differences.ts'
import { findDifferences, type Difference } from './find-differences.ts'
import { normalize, type Circumstances, type Json } from './normalize.ts'

/** One call of MLflow's client and what became of it at one server. */
export interface MadeCall {
  readonly family: string
  readonly api: string
  readonly case: string
  readonly value?: Json
  readonly error?: Json
  readonly complaints: Json
}

export interface MadeCalls extends Circumstances {
  readonly calls: readonly MadeCall[]
}

export interface ComparedCall {
  readonly family: string
  readonly api: string
  readonly case: string
  /** At MLflow's own server. */
  readonly failsThere: boolean
  readonly differences: readonly (Difference & { readonly reasoned: ReasonedDifference | undefined })[]
}

export const titleOf = (call: Pick<MadeCall, 'family' | 'api' | 'case'>): string =>
  `${call.family} ${call.api}: ${call.case}`

/** The calls of both runs, which are the same in the same order. */
export function compareCalls(
  theirs: MadeCalls,
  ours: MadeCalls,
  reasons: readonly ReasonedDifference[],
): readonly ComparedCall[] {
  return theirs.calls.map((call, place) => {
    const { family, api, case: what } = call
    const title = titleOf(call)
    const found = findDifferences(outcomeOf(call, theirs), outcomeOf(ours.calls[place]!, ours))
    const differences = found.map((difference) => ({
      ...difference,
      reasoned: reasons.find((reason) => explains(reason, title, difference)),
    }))
    return { family, api, case: what, failsThere: call.error !== undefined, differences }
  })
}

/** Reasons that no call shows any more. */
export const unusedReasons = (
  compared: readonly ComparedCall[],
  reasons: readonly ReasonedDifference[],
): readonly ReasonedDifference[] => {
  const used = new Set(compared.flatMap(({ differences }) => differences.map(({ reasoned }) => reasoned)))
  return reasons.filter((reason) => !used.has(reason))
}

function outcomeOf({ value, error, complaints }: MadeCall, circumstances: Circumstances): Json {
  const outcome: Record<string, Json> = { complaints }
  if (value !== undefined) outcome['value'] = value
  if (error !== undefined) outcome['error'] = error
  return normalize(outcome, circumstances)
}

function explains({ call, path, but }: ReasonedDifference, title: string, difference: Difference): boolean {
  const { theirs, ours } = difference
  if (!matches(call, title) || !matches(path, difference.path)) return false
  if (but === undefined) return true
  if (typeof theirs !== 'string' || typeof ours !== 'string') return false
  return but === 'ours says more' ? ours.startsWith(theirs) : isDeepStrictEqual(parseJson(theirs), parseJson(ours))
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}
