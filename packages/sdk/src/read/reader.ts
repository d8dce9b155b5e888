import type { CallEndpoint } from '../experiment/call-endpoint.ts'
import { LoupeError } from '../loupe-error.ts'
import type { ExperimentChoice } from '../config.ts'
import type { Assessment } from './assessment.ts'
import {
  deleteAssessment,
  getAssessment,
  logExpectation,
  logFeedback,
  updateAssessment,
  type AssessmentReference,
  type AssessmentUpdate,
  type ExpectationOptions,
  type FeedbackOptions,
} from './judge.ts'
import { searchTraces, type TraceSearch } from './search-traces.ts'
import { Trace } from './trace.ts'
import type { TracePage } from './trace-page.ts'

/** Either `traceIds`, or `maxTimestampMillis`: what began then or before, oldest first, `maxTraces` at most. */
export interface TraceDeletion {
  /** The experiment of this program when absent. */
  readonly experimentId?: string
  readonly traceIds?: readonly string[]
  readonly maxTimestampMillis?: number
  readonly maxTraces?: number
}

/** What a program can ask of traces, and say of them, after the fact. All of it rejects with a LoupeError. */
export interface TraceReader {
  /** With its spans. `RESOURCE_DOES_NOT_EXIST` for an unknown one. */
  getTrace(traceId: string): Promise<Trace>
  searchTraces(search?: TraceSearch): Promise<TracePage>
  logFeedback(feedback: FeedbackOptions): Promise<Assessment>
  logExpectation(expectation: ExpectationOptions): Promise<Assessment>
  getAssessment(reference: AssessmentReference): Promise<Assessment>
  updateAssessment(update: AssessmentUpdate): Promise<Assessment>
  deleteAssessment(reference: AssessmentReference): Promise<void>
  setTraceTag(traceId: string, key: string, value: string): Promise<void>
  deleteTraceTag(traceId: string, key: string): Promise<void>
  /** For good. Resolves to how many there were. */
  deleteTraces(deletion: TraceDeletion): Promise<number>
}

export interface ReaderParts {
  /** Of the server of this moment. */
  readonly call: CallEndpoint
  readonly experiment: () => ExperimentChoice | undefined
  /** Sends what this process has not sent yet, so that a program reads what it wrote. */
  readonly settle: () => Promise<void>
}

const IDS_AT_ONCE = 100

export function createReader({ call, experiment, settle }: ReaderParts): TraceReader {
  const ask: CallEndpoint = async (name, request) => {
    await settle()
    return await call(name, request)
  }

  const idOf = async (name: string): Promise<string> =>
    (await ask('getExperimentByName', { experiment_name: name })).experiment.experiment_id

  async function ownExperiment(): Promise<string> {
    const choice = experiment()
    if (choice === undefined) return '0'
    return 'id' in choice ? choice.id : await idOf(choice.name)
  }

  return {
    async getTrace(traceId) {
      return new Trace((await ask('getTrace', { trace_id: traceId })).trace)
    },
    async searchTraces({ experimentIds, experimentNames, ...search } = {}) {
      const named = await Promise.all((experimentNames ?? []).map(idOf))
      const ids = [...(experimentIds ?? []), ...named]
      const isGiven = experimentIds !== undefined || experimentNames !== undefined
      return await searchTraces(ask, isGiven ? ids : [await ownExperiment()], search)
    },
    logFeedback: (feedback) => logFeedback(ask, feedback),
    logExpectation: (expectation) => logExpectation(ask, expectation),
    getAssessment: (reference) => getAssessment(ask, reference),
    updateAssessment: (update) => updateAssessment(ask, update),
    deleteAssessment: (reference) => deleteAssessment(ask, reference),
    async setTraceTag(traceId, key, value) {
      await ask('setTraceTag', { trace_id: traceId, key, value: String(value) })
    },
    async deleteTraceTag(traceId, key) {
      await ask('deleteTraceTag', { trace_id: traceId, key })
    },
    async deleteTraces({ experimentId, traceIds, maxTimestampMillis, maxTraces }) {
      if ((traceIds === undefined) === (maxTimestampMillis === undefined)) {
        throw new LoupeError(
          'INVALID_PARAMETER_VALUE',
          'deleteTraces needs either traceIds or maxTimestampMillis, and not both.',
        )
      }
      const experiment_id = experimentId ?? (await ownExperiment())
      const time = maxTimestampMillis !== undefined && {
        max_timestamp_millis: maxTimestampMillis,
        ...(maxTraces !== undefined && { max_traces: maxTraces }),
      }
      if (time) return (await ask('deleteTraces', { experiment_id, ...time })).traces_deleted
      let deleted = 0
      for (let start = 0; start < traceIds!.length; start += IDS_AT_ONCE) {
        const request_ids = traceIds!.slice(start, start + IDS_AT_ONCE)
        deleted += (await ask('deleteTraces', { experiment_id, request_ids })).traces_deleted
      }
      return deleted
    },
  }
}
