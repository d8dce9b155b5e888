import type { Assessment, AssessmentChange, TraceEdit, UnixMillis } from '@loupe-ai/model'
import { rowsOfEvent } from './event-rows.ts'

/** A row of `trace_edits`; `value` is JSON, but of an event's content. Of the rows with one trace, kind, key and field the newest stands. */
export interface EditRow {
  readonly kind: 'tag' | 'assessment' | 'run' | 'prompt' | EventKind
  /** Of the tag, the assessment's, the run's or the span's id, or the prompt's name and version. */
  readonly key: string
  /** Of an assessment: what of it is said. Of an event: a digest of it. */
  readonly field: string
  readonly value: string
}

/** An event is two rows: what a summary needs of it, and all of it, which may be large (event-rows.ts). */
type EventKind = 'event' | 'event-content'

export const EDIT_COLUMNS = ['trace_id', 'kind', 'key', 'field', 'value', 'commit'] as const

const METADATA_PREFIX = 'metadata.'

/** A change falls apart into a row for each field, so that two who change different ones both have their way. */
export function rowsOfEdit(edit: TraceEdit): EditRow[] {
  const row = (kind: EditRow['kind'], key: string, field: string, value: unknown): EditRow => ({
    kind,
    key: key.toWellFormed(),
    field: field.toWellFormed(),
    value: JSON.stringify(value),
  })
  switch (edit.kind) {
    case 'set-tag':
      return [row('tag', edit.key, '', edit.value)]
    case 'delete-tag':
      return [row('tag', edit.key, '', null)]
    case 'add-assessment':
      return [row('assessment', edit.assessment.assessmentId, 'added', edit.assessment)]
    case 'link-run':
      return [row('run', edit.runId, '', edit.runId)]
    case 'link-prompt':
      return [row('prompt', `${edit.name}/${edit.version}`, '', [edit.name, edit.version])]
    case 'add-span-event':
      return rowsOfEvent(edit)
    case 'delete-assessment':
      return [row('assessment', edit.assessmentId, 'deleted', true)]
    case 'change-assessment': {
      const { metadata = {}, ...change } = edit.change
      const said = Object.entries(change).filter(([, value]) => value !== undefined)
      const fields = [...said, ...Object.entries(metadata).map(([key, text]) => [METADATA_PREFIX + key, text] as const)]
      // An empty change still says when it was made.
      return [...fields, ['updated', null] as const].map(([field, value]) =>
        row('assessment', edit.assessmentId, field, { value, at: edit.updatedMillis }),
      )
    }
  }
}

/** What a row that `rowsOfEdit` made says, but for those of events. */
export function editOfRow({ kind, key, field, value: text }: EditRow): TraceEdit {
  const value: unknown = JSON.parse(text)
  if (kind === 'tag') {
    return value === null ? { kind: 'delete-tag', key } : { kind: 'set-tag', key, value: value as string }
  }
  if (kind === 'run') return { kind: 'link-run', runId: value as string }
  if (kind === 'prompt') {
    const [name, version] = value as [string, string]
    return { kind: 'link-prompt', name, version }
  }
  if (field === 'added') return { kind: 'add-assessment', assessment: value as Assessment }
  if (field === 'deleted') return { kind: 'delete-assessment', assessmentId: key }
  const { value: said, at } = value as { value: never; at: UnixMillis }
  return { kind: 'change-assessment', assessmentId: key, change: changeOf(field, said), updatedMillis: at }
}

function changeOf(field: string, said: never): AssessmentChange {
  if (field === 'updated') return {}
  if (field.startsWith(METADATA_PREFIX)) return { metadata: { [field.slice(METADATA_PREFIX.length)]: said } }
  return { [field]: said }
}
