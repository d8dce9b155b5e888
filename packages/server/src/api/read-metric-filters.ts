import type { Filter, MetricSubject } from '@loupe-ai/model'
import { type MetricFilter, parseMetricFilter } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'

const MAX_FILTERS = 100

/** All of which must hold. Throws an ApiError in MLflow's words; where and what to write instead stand beside it. */
export function readMetricFilters(
  subject: MetricSubject,
  texts: readonly string[],
): { readonly subject: MetricSubject; readonly filter?: Filter } {
  if (texts.length > MAX_FILTERS) throw invalid(`A query takes at most ${MAX_FILTERS} filters. Got ${texts.length}.`)
  const filters = texts.map((text) => readFilter(subject, text))
  const ofTraces = filters.flatMap((filter) => (filter.of === 'trace' ? [filter.filter] : []))
  return {
    subject: narrowed(subject, filters),
    ...(ofTraces.length > 0 && { filter: { kind: 'and', parts: ofTraces } as const }),
  }
}

function narrowed(subject: MetricSubject, filters: readonly MetricFilter[]): MetricSubject {
  switch (subject.view) {
    case 'TRACES':
      return subject
    case 'SPANS':
      return { ...subject, spans: valuesBy(filters, 'span') }
    case 'ASSESSMENTS':
      return { ...subject, assessments: valuesBy(filters, 'assessment') }
  }
}

/** What each key must be: all the values that were asked for. */
function valuesBy(filters: readonly MetricFilter[], of: 'span' | 'assessment'): Record<string, readonly string[]> {
  const values: Record<string, string[]> = {}
  for (const filter of filters) {
    if (filter.of !== of) continue
    const key = of === 'assessment' && filter.key === 'type' ? 'kind' : filter.key
    ;(values[key] ??= []).push(filter.value)
  }
  return values
}

const VIEWS = { span: 'SPANS', assessment: 'ASSESSMENTS' } as const

function readFilter({ view }: MetricSubject, text: string): MetricFilter {
  const result = parseMetricFilter(text)
  if (!result.ok) {
    const { message, position, hint } = result.failure
    const place = { position, ...(hint !== undefined && { hint }) }
    throw new ApiError('INVALID_PARAMETER_VALUE', message, undefined, place)
  }
  const { filter } = result
  if (filter.of === 'trace' || VIEWS[filter.of] === view) return filter
  throw invalid(`Filtering by ${filter.of} is only supported for ${VIEWS[filter.of]} view type, got ${view}`)
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
