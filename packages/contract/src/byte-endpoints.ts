import { BYTE_PATHS, type ByteEndpointName } from './paths.ts'

export interface ByteEndpoint {
  readonly name: ByteEndpointName
  readonly method: 'GET' | 'PUT'
  /** Parameters as `:name`. */
  readonly path: string
  /** One line for the reference. */
  readonly summary: string
  /** Parameters of the query, and whether they must be there. */
  readonly query: Readonly<Record<string, boolean>>
}

const TEXTS: Readonly<Record<ByteEndpointName, Pick<ByteEndpoint, 'summary' | 'query'>>> = {
  exportTraces: {
    summary: 'Gives traces as lines of OTLP JSON, oldest first, page by page; the last line says how to go on.',
    query: {
      experiment_id: false,
      filter: false,
      from_millis: false,
      to_millis: false,
      max_traces: false,
      page_token: false,
    },
  },
  importTraces: {
    summary: 'Takes lines of OTLP JSON, such as an export wrote; safe to repeat.',
    query: { experiment_id: false, experiments: false },
  },
  putAttachment: {
    summary: 'Keeps a picture, a sound or another file of a trace, also before the trace is there; safe to repeat.',
    query: {},
  },
  getAttachment: { summary: 'Gives a file of a trace with the content type that it was stored with.', query: {} },
  getTraceArtifact: {
    summary: 'Gives a file of a trace by its path, or without one the spans as MLflow’s traces.json.',
    query: { request_id: true, path: false },
  },
  getLoggedModelArtifact: {
    summary: 'Gives a file of a logged model by its path.',
    query: { artifact_file_path: true },
  },
  putArtifact: { summary: 'Keeps a file; traces.json of a trace becomes its spans. Safe to repeat.', query: {} },
  getArtifact: {
    summary: 'Gives a file, whole or in part; traces.json of a trace is written from its spans.',
    query: {},
  },
}

/** Every endpoint whose body or answer are bytes; the others are in `ENDPOINTS`. */
export const BYTE_ENDPOINTS: readonly ByteEndpoint[] = Object.entries(BYTE_PATHS).map(([name, row]) => ({
  name: name as ByteEndpointName,
  ...row,
  ...TEXTS[name as ByteEndpointName],
}))
