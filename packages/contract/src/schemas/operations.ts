import { z } from 'zod'
import type { OperationsEndpoints, RetentionStepJson } from '../operations-types.ts'
import { flag } from './fields.ts'

/** Of a folder: nothing that leads elsewhere. */
const backupName: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'A name of letters, digits, dots, dashes and underscores is needed.')

const retentionStep: z.ZodType<RetentionStepJson> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('week'),
    start_millis: z.number(),
    end_millis: z.number(),
    traces: z.number(),
    bytes: z.number(),
  }),
  z.object({
    kind: z.literal('experiment'),
    experiment_id: z.string(),
    name: z.string(),
    reason: z.enum(['age', 'size']),
    traces: z.number(),
  }),
])

type Schemas<Side extends 'request' | 'response'> = {
  readonly [Name in keyof OperationsEndpoints]: z.ZodType<OperationsEndpoints[Name][Side]>
}

export const OPERATIONS_REQUESTS: Schemas<'request'> = {
  applyRetention: z.object({ dry_run: flag.optional(), max_seconds: z.number().positive().max(86_400).optional() }),
  createBackup: z.object({ name: backupName.optional(), base: backupName.optional() }),
}

export const OPERATIONS_RESPONSES: Schemas<'response'> = {
  applyRetention: z.object({
    steps: z.array(retentionStep),
    warnings: z.array(z.string()),
    is_complete: z.boolean(),
  }),
  createBackup: z.object({ name: z.string(), path: z.string(), bytes: z.number(), millis: z.number() }),
}
