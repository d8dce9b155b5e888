import { GEMINI } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { modelName } from '../read-request.ts'
import { objectAt, textAt } from '../loose.ts'
import { nameAttributes, resource } from './resource.ts'

export const TUNING_JOB: ContentReader = resource({
  inputAttributes: ([params]) => ({
    ...nameAttributes(params),
    [GEMINI.tuningBaseModel]: modelName(textAt(params, 'baseModel')),
  }),
  attributes: (job) => ({
    ...nameAttributes(job),
    [GEMINI.tuningBaseModel]: modelName(textAt(job, 'baseModel')),
    [GEMINI.tunedModel]: textAt(objectAt(job, 'tunedModel'), 'model'),
  }),
})
