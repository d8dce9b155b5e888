import type { Assessment, AssessmentChange } from './assessment.ts'
import type { EventContent } from './event-content.ts'
import type { SpanId } from './ids.ts'
import type { SpanEvent } from './span.ts'
import type { UnixMillis } from './time.ts'

/**
 * Something said about a trace after the fact. Edits are kept beside what spans and records say, and win over it; of
 * two edits of the same thing the later one stands. None depends on having read what was there, so none is ever lost.
 */
export type TraceEdit =
  | { readonly kind: 'set-tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete-tag'; readonly key: string }
  | { readonly kind: 'add-assessment'; readonly assessment: Assessment }
  | {
      readonly kind: 'change-assessment'
      readonly assessmentId: string
      readonly change: AssessmentChange
      readonly updatedMillis: UnixMillis
    }
  /** For good: a change or a repeat that comes later does not bring it back. */
  | { readonly kind: 'delete-assessment'; readonly assessmentId: string }
  /** Says that the trace belongs to a run besides the one it was made in (mlflow-wire.md §3.3, T10). */
  | { readonly kind: 'link-run'; readonly runId: string }
  /** Says that the trace used this version of a prompt (T11). */
  | { readonly kind: 'link-prompt'; readonly name: string; readonly version: string }
  /** Adds an event to a span that it came apart from, as log records do; what is said twice is there once. */
  | {
      readonly kind: 'add-span-event'
      readonly spanId: SpanId
      readonly event: SpanEvent
      readonly content?: EventContent
    }

/** `tags` after the edits, in the order they were made. */
export function editTags(
  tags: Readonly<Record<string, string>>,
  edits: readonly TraceEdit[],
): Readonly<Record<string, string>> {
  if (edits.length === 0) return tags
  // A map, because a tag may be called `__proto__`.
  const edited = new Map(Object.entries(tags))
  for (const edit of edits) {
    if (edit.kind === 'set-tag') edited.set(edit.key, edit.value)
    if (edit.kind === 'delete-tag') edited.delete(edit.key)
  }
  return Object.fromEntries(edited)
}

/**
 * The assessments of a trace, oldest first: those of its record and those added later, as changed, without the deleted.
 * One that a living assessment overrides is not valid; deleting the latter makes it valid again.
 */
export function editAssessments(recorded: readonly Assessment[], edits: readonly TraceEdit[]): readonly Assessment[] {
  const byId = new Map(recorded.map((assessment) => [assessment.assessmentId, assessment]))
  for (const edit of edits) {
    if (edit.kind === 'add-assessment') byId.set(edit.assessment.assessmentId, edit.assessment)
  }
  for (const edit of edits) {
    const before = edit.kind === 'change-assessment' ? byId.get(edit.assessmentId) : undefined
    if (edit.kind === 'change-assessment' && before !== undefined) {
      byId.set(edit.assessmentId, changeAssessment(before, edit.change, edit.updatedMillis))
    }
  }
  for (const edit of edits) if (edit.kind === 'delete-assessment') byId.delete(edit.assessmentId)
  const living = [...byId.values()]
  const overridden = new Set(living.map(({ overrides }) => overrides))
  return living
    .map((one) => (overridden.has(one.assessmentId) ? { ...one, isValid: false } : one))
    .toSorted(byCreationThenId)
}

/** Source, span, trace and creation stay as they are. */
export function changeAssessment(
  before: Assessment,
  { name, value, rationale, metadata }: AssessmentChange,
  updatedMillis: UnixMillis,
): Assessment {
  return {
    ...before,
    ...(name !== undefined && { name }),
    ...(value !== undefined && { value }),
    ...(rationale !== undefined && { rationale }),
    ...(metadata !== undefined && {
      metadata: Object.fromEntries([...Object.entries(before.metadata), ...Object.entries(metadata)]),
    }),
    updatedMillis: updatedMillis > before.updatedMillis ? updatedMillis : before.updatedMillis,
  }
}

const byCreationThenId = (left: Assessment, right: Assessment): number =>
  left.createdMillis - right.createdMillis || (left.assessmentId < right.assessmentId ? -1 : 1)
