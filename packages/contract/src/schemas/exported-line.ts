import type { TraceEdit, TraceRecord } from '@loupe-ai/model'
import { readExportedEvent } from '@loupe-ai/wire'
import { z } from 'zod'
import type { ExportedLine } from '../export-types.ts'

const texts = z.record(z.string(), z.string())
const traceId = z.string().min(1).max(50)
const jsonText = z.string().refine(isJson, 'not JSON')

const value = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('feedback'),
    value: jsonText,
    error: z
      .object({ errorCode: z.string(), errorMessage: z.string().optional(), stackTrace: z.string().optional() })
      .optional(),
  }),
  z.object({ kind: z.literal('expectation'), value: jsonText }),
  z.object({ kind: z.literal('issue'), issueName: z.string() }),
])

const assessment = z.object({
  assessmentId: z.string(),
  traceId,
  name: z.string(),
  value,
  source: z.object({
    sourceType: z.enum(['SOURCE_TYPE_UNSPECIFIED', 'HUMAN', 'LLM_JUDGE', 'CODE']),
    sourceId: z.string(),
  }),
  spanId: z.string().optional(),
  rationale: z.string().optional(),
  metadata: texts,
  overrides: z.string().optional(),
  isValid: z.boolean(),
  createdMillis: z.number(),
  updatedMillis: z.number(),
})

const record = z.object({
  traceId,
  experimentId: z.string().regex(/^\d{1,19}$/),
  clientRequestId: z.string().optional(),
  requestPreview: z.string().optional(),
  responsePreview: z.string().optional(),
  requestTimeMillis: z.number(),
  durationMillis: z.number().optional(),
  state: z.enum(['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']),
  tags: texts,
  metadata: texts,
  assessments: z.array(assessment).optional(),
}) as unknown as z.ZodType<TraceRecord>

/** Until the year 2262, as all times of spans. */
const nanos = z
  .string()
  .regex(/^\d{1,19}$/)
  .refine((digits) => BigInt(digits) < 2n ** 63n, 'beyond 64 bits')

const event = z
  .object({ name: z.string(), timeUnixNano: nanos, attributes: z.array(z.unknown()) })
  .transform((said, context) => {
    const read = readExportedEvent(said)
    if (read.ok) return read.event
    context.addIssue(read.reason)
    return z.NEVER
  })

const edit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-tag'), key: z.string(), value: z.string() }),
  z.object({ kind: z.literal('delete-tag'), key: z.string() }),
  z.object({ kind: z.literal('add-assessment'), assessment }),
  z.object({
    kind: z.literal('change-assessment'),
    assessmentId: z.string(),
    change: z.object({
      name: z.string().optional(),
      value: value.optional(),
      rationale: z.string().optional(),
      metadata: texts.optional(),
    }),
    updatedMillis: z.number(),
  }),
  z.object({ kind: z.literal('delete-assessment'), assessmentId: z.string() }),
  z.object({ kind: z.literal('link-run'), runId: z.string() }),
  z.object({ kind: z.literal('link-prompt'), name: z.string(), version: z.string() }),
  z.object({
    kind: z.literal('add-span-event'),
    spanId: z.string().regex(/^[0-9a-f]{16}$/),
    event,
    content: z
      .object({
        inputs: jsonText.optional(),
        outputs: jsonText.optional(),
        isPart: z.boolean(),
        requestPreview: z.string().optional(),
        responsePreview: z.string().optional(),
      })
      .optional(),
  }),
]) as unknown as z.ZodType<TraceEdit>

const exportedLine: z.ZodType<{ loupe: ExportedLine }> = z.object({
  loupe: z.union([
    z.object({ experiment: z.object({ id: z.string(), name: z.string(), tags: texts }) }),
    z.object({ sayings: z.object({ traceId, record: record.optional(), edits: z.array(edit) }) }),
    z.object({
      artifact: z.object({
        traceId,
        path: z.array(z.string().min(1).max(1000)).min(1).max(30),
        contentType: z.string().max(255).optional(),
        base64: z.base64(),
      }),
    }),
    z.object({
      page: z.object({
        traces: z.number(),
        leftOut: z.number().optional(),
        total: z.number().optional(),
        nextPageToken: z.string().optional(),
      }),
    }),
  ]),
})

export type ExportedLineResult =
  | { readonly ok: true; readonly line: ExportedLine }
  | { readonly ok: false; readonly reason: string }

/** Reads a line of an export that is none of spans. Never throws. */
export function parseExportedLine(text: string): ExportedLineResult {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
  const parsed = exportedLine.safeParse(body)
  if (parsed.success) return { ok: true, line: parsed.data.loupe }
  const [issue] = parsed.error.issues
  return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a line of an export'}` }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
