export interface ShownRow {
  readonly what: string
  readonly works: string
  /** A test or a lane of the repository. */
  readonly shownBy: string
}

/** What other tests of this folder show, which compare nothing. */
export const PROGRAMS: readonly ShownRow[] = [
  {
    what: 'The notebook of the Gemini cookbook: `autolog`, chats, spans, four functions',
    works: 'yes, without a warning',
    shownBy: 'tests/interop/notebook',
  },
  {
    what: 'The same with `dbfs:/Volumes/…` as artifact location',
    works: 'yes, without a warning',
    shownBy: 'tests/interop/notebook',
  },
  {
    what: 'MLflow’s client of Databricks: `login`, `databricks`, `databricks-uc`, search, assessments, files',
    works: 'yes',
    shownBy: 'tests/interop/databricks_client.test.ts',
  },
  {
    what: 'Files of runs and traces, attachments, clients before 3.0',
    works: 'yes',
    shownBy: 'tests/interop/artifacts.test.ts',
  },
  {
    what: '`mlflow.genai.evaluate` with scorers, prompts and models in traces',
    works: 'yes',
    shownBy: 'tests/interop/evaluate.test.ts',
  },
  { what: 'Loupe’s SDK at an MLflow server', works: 'yes', shownBy: 'tests/interop/mlflow.test.ts' },
]

/** What lanes show, each with its own lockfile. */
export const EXPORTERS: readonly ShownRow[] = [
  {
    what: 'OpenTelemetry JS: HTTP protobuf, HTTP JSON, gRPC',
    works: 'yes',
    shownBy: 'tests/lanes/open-telemetry-exporters',
  },
  {
    what: 'OpenTelemetry Python, OpenInference and OpenTelemetry for google-genai',
    works: 'yes',
    shownBy: 'tests/lanes/python',
  },
  { what: 'Langfuse (`@langfuse/otel`)', works: 'yes', shownBy: 'tests/lanes/langfuse' },
  { what: 'Traceloop (OpenLLMetry)', works: 'yes', shownBy: 'tests/lanes/traceloop' },
  { what: 'Vercel AI SDK with `@ai-sdk/google`', works: 'yes', shownBy: 'tests/lanes/vercel-ai' },
  { what: 'Google ADK', works: 'yes', shownBy: 'tests/lanes/google-adk' },
  { what: 'Pydantic AI, Logfire', works: 'yes', shownBy: 'tests/lanes/pydantic-ai' },
  {
    what: 'Claude Code, Gemini CLI, Laminar, LiveKit, Spring AI, VoltAgent',
    works: 'yes, by the attributes that they document',
    shownBy: 'packages/server/src/translate/dialects',
  },
]
