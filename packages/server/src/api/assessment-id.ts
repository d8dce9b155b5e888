import { hash } from 'node:crypto'
import type { Assessment } from '@loupe-ai/model'

/**
 * An assessment with its id. One that came without gets it from what it says, the time of its creation included, so that
 * a client that asks twice because the first answer was lost makes one.
 */
export function withAssessmentId(assessment: Assessment): Assessment {
  if (assessment.assessmentId !== '') return assessment
  return { ...assessment, assessmentId: `a-${hash('md5', JSON.stringify(assessment), 'hex')}` }
}
