import { ENDPOINTS } from '@loupe-ai/contract'
import { changeAssessment, type Assessment, type TraceInfo, unixMillis } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'
import { assessmentChangeFromJson, assessmentFromJson, assessmentToJson } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { withAssessmentId } from './assessment-id.ts'
import { mount, type ApiMount } from './mount.ts'
import { findTraceInfo } from './read-trace.ts'

/** Judgements of traces and spans (mlflow-wire.md §3.3, T12 to T15). */
export function mountAssessments(api: ApiMount, traces: TraceStore): void {
  mount(api, ENDPOINTS.createAssessment, async ({ trace_id, assessment }) => {
    const info = await findTraceInfo(traces, trace_id)
    if (info === undefined) throw missing(`Trace with ID '${trace_id}' not found.`)
    const result = assessmentFromJson(assessment, { traceId: info.traceId, nowMillis: unixMillis(Date.now()) })
    if (!result.ok) throw invalid(result.failure.message)
    const created = withAssessmentId(result.assessment)
    if (created.overrides !== undefined) findAssessment(info, trace_id, created.overrides)
    await traces.editTrace(info.traceId, [{ kind: 'add-assessment', assessment: created }])
    return { assessment: assessmentToJson(created) }
  })

  mount(api, ENDPOINTS.getAssessment, async ({ trace_id, assessment_id }) => {
    const info = await traceOf(traces, trace_id)
    return { assessment: assessmentToJson(findAssessment(info, trace_id, assessment_id)) }
  })

  mount(api, ENDPOINTS.updateAssessment, async ({ trace_id, assessment_id, assessment, update_mask }) => {
    const info = await traceOf(traces, trace_id)
    const before = findAssessment(info, trace_id, assessment_id)
    const result = assessmentChangeFromJson(assessment, update_mask)
    if (!result.ok) throw invalid(result.failure.message)
    const { change } = result
    checkKind(before, change.value?.kind)
    const updatedMillis = unixMillis(Date.now())
    const edit = { kind: 'change-assessment', assessmentId: assessment_id, change, updatedMillis } as const
    await traces.editTrace(info.traceId, [edit])
    return { assessment: assessmentToJson(changeAssessment(before, change, updatedMillis)) }
  })

  mount(api, ENDPOINTS.deleteAssessment, async ({ trace_id, assessment_id }) => {
    const info = await findTraceInfo(traces, trace_id)
    const known = info?.assessments?.some(({ assessmentId }) => assessmentId === assessment_id) ?? false
    if (info !== undefined && known) {
      await traces.editTrace(info.traceId, [{ kind: 'delete-assessment', assessmentId: assessment_id }])
    }
    return {}
  })
}

async function traceOf(traces: TraceStore, text: string): Promise<TraceInfo> {
  const info = await findTraceInfo(traces, text)
  if (info === undefined) throw missing(`Trace with request_id '${text}' not found`)
  return info
}

function findAssessment(info: TraceInfo, traceId: string, id: string): Assessment {
  const found = info.assessments?.find(({ assessmentId }) => assessmentId === id)
  if (found === undefined) throw missing(`Assessment with ID '${id}' not found for trace '${traceId}'`)
  return found
}

const KIND_NAMES = { feedback: 'Feedback', expectation: 'Expectation', issue: 'Issue' } as const

function checkKind({ value }: Assessment, kind: Assessment['value']['kind'] | undefined): void {
  if (kind === undefined || kind === value.kind) return
  const article = value.kind === 'feedback' ? 'a' : 'an'
  throw invalid(`Cannot update ${kind} value on ${article} ${KIND_NAMES[value.kind]} assessment.`)
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
const missing = (message: string): ApiError => new ApiError('RESOURCE_DOES_NOT_EXIST', message)
