import type { z } from 'zod'
import { type EndpointName, type HttpMethod, PATHS } from './paths.ts'
import { REQUEST_SCHEMAS } from './schemas/requests.ts'
import { RESPONSE_SCHEMAS } from './schemas/responses.ts'
import type { RequestOf, ResponseOf } from './types.ts'

export interface Endpoint<Name extends EndpointName> {
  readonly name: Name
  readonly method: HttpMethod
  /** Parameters as `:name`. */
  readonly path: string
  /** One line for the reference. */
  readonly summary: string
  readonly request: z.ZodType<RequestOf<Name>>
  readonly response: z.ZodType<ResponseOf<Name>>
}

export type EndpointTable = { readonly [Name in EndpointName]: Endpoint<Name> }

function endpoint<Name extends EndpointName>(name: Name, summary: string): Endpoint<Name> {
  const { method, path } = PATHS[name]
  return { name, method, path, summary, request: REQUEST_SCHEMAS[name], response: RESPONSE_SCHEMAS[name] }
}

/** Every REST endpoint: what the server checks with, the clients call with, the reference is made from. */
export const ENDPOINTS: EndpointTable = {
  createExperiment: endpoint('createExperiment', 'Creates an experiment; its name must be free.'),
  getExperiment: endpoint('getExperiment', 'Gives an experiment by its id, a deleted one too.'),
  getExperimentByName: endpoint('getExperimentByName', 'Gives an experiment by its name, a deleted one too.'),
  searchExperiments: endpoint('searchExperiments', 'Lists experiments, page by page.'),
  startTrace: endpoint('startTrace', 'Says what is known of a trace as a whole; repeating it merges.'),
  getTraceInfo: endpoint('getTraceInfo', 'Gives what a list shows of a trace, without its spans.'),
  getTrace: endpoint('getTrace', 'Gives a trace with its spans.'),
  batchGetTraces: endpoint('batchGetTraces', 'Gives several traces with their spans; unknown ids are left out.'),
  searchTraces: endpoint('searchTraces', 'Finds traces by a filter, page by page.'),
  repriceTraces: endpoint('repriceTraces', 'Prices stored traces anew by the prices of now, page by page.'),
  getServerStatus: endpoint('getServerStatus', 'Gives the server’s version, data folder and number of traces.'),
}
