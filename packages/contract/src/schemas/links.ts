import { z } from 'zod'
import type { LinkEndpoints } from '../run-types.ts'
import { requiredText, textList } from './fields.ts'

export const LINK_REQUESTS: { readonly [Name in keyof LinkEndpoints]: z.ZodType<LinkEndpoints[Name]['request']> } = {
  linkTracesToRun: z.object({ trace_ids: textList, run_id: requiredText }),
  linkPromptsToTrace: z.object({
    trace_id: requiredText,
    prompt_versions: z.array(z.object({ name: requiredText, version: requiredText })),
  }),
}

export const LINK_RESPONSES: { readonly [Name in keyof LinkEndpoints]: z.ZodType<LinkEndpoints[Name]['response']> } = {
  linkTracesToRun: z.object({}),
  linkPromptsToTrace: z.object({}),
}
