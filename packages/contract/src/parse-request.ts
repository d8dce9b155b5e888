import { invalidParameter, missingParameter, type ParameterFailure } from '@loupe-ai/wire'
import type { z } from 'zod'
import { ENDPOINTS } from './endpoints.ts'
import { withFieldNames } from './field-names.ts'
import type { EndpointName } from './paths.ts'
import type { RequestOf } from './types.ts'

export type ParsedRequest<Name extends EndpointName> =
  | { readonly ok: true; readonly request: RequestOf<Name> }
  | { readonly ok: false; readonly failure: ParameterFailure }

/**
 * Checks the fields of a request: those of path, query and body together, as `parseJson` and the URL gave them. Null
 * counts as absent, names may be in camelCase, unknown fields are left out, `run_uuid` is an old name of `run_id`. The
 * failure has the message of MLflow's server (mlflow-wire.md §1.3).
 */
export function parseRequest<Name extends EndpointName>(
  name: Name,
  fields: Readonly<Record<string, unknown>>,
): ParsedRequest<Name> {
  const schema: z.ZodType<RequestOf<Name>> = ENDPOINTS[name].request
  const named = withFieldNames(schema, fields) as Readonly<Record<string, unknown>>
  const result = schema.safeParse(withRunId(withoutNulls(named)), { error: messageOf })
  if (result.success) return { ok: true, request: result.data }
  const [issue] = result.error.issues
  return { ok: false, failure: { parameter: parameterOf(issue?.path ?? []), message: issue?.message ?? '' } }
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/** Clients from before MLflow 1.0 know the other name only. */
const withRunId = (fields: Record<string, unknown>): Record<string, unknown> =>
  fields['run_id'] === undefined && fields['run_uuid'] !== undefined
    ? { ...fields, run_id: fields['run_uuid'] }
    : fields

/** An empty text where one is required is missing too. */
function messageOf(issue: z.core.$ZodRawIssue): string {
  const path = issue.path ?? []
  const isMissing = issue.input === undefined || issue.input === ''
  return (isMissing ? missingParameter(placeOf(path)) : invalidParameter(parameterOf(path), issue.input)).message
}

/** The innermost name: places in lists have none. */
const parameterOf = (path: readonly PropertyKey[]): string =>
  path.findLast((part) => typeof part === 'string') ?? 'request'

/** Of what is missing in a list its place, as MLflow's server tells it: `metrics[0].key`. */
function placeOf(path: readonly PropertyKey[]): string {
  const index = path.findIndex((part) => typeof part === 'number')
  const name = parameterOf(path)
  return index < 1 ? name : `${String(path[index - 1])}[${String(path[index])}].${name}`
}
