import type { ResolvedExperiment } from '../mlflow/experiment-resolver.ts'

/** Where Unity Catalog keeps the traces of an experiment. */
export interface CatalogLocation {
  /** As trace ids and addresses name it, e.g. `main.traces.prod`. */
  readonly name: string
  readonly spansTable: string
  /** For the trace's info. */
  readonly json: Readonly<Record<string, unknown>>
}

const DESTINATION = 'mlflow.experiment.databricksTraceDestinationPath'
const SPANS_TABLE = 'mlflow.experiment.databricksTraceSpanStorageTable'
const SCHEMA_SPANS_TABLE = 'mlflow_experiment_trace_otel_spans'

/** Told by the experiment's tags (mlflow-wire.md §1.7, §4.9); undefined when its traces are kept with the experiment. */
export function catalogLocationOf({ tags }: ResolvedExperiment): CatalogLocation | undefined {
  const name = tags.get(DESTINATION)
  const [catalog, schema, prefix, ...rest] = name?.split('.') ?? []
  if (name === undefined || catalog === undefined || schema === undefined || rest.length > 0) return undefined
  const place = { catalog_name: catalog, schema_name: schema }
  const said = tags.get(SPANS_TABLE)
  if (prefix === undefined) {
    const table = said?.split('.').at(-1) ?? SCHEMA_SPANS_TABLE
    const json = { type: 'UC_SCHEMA', uc_schema: { ...place, otel_spans_table_name: table } }
    return { name, spansTable: `${name}.${table}`, json }
  }
  const spansTable = said ?? `${name}_otel_spans`
  const json = {
    type: 'UC_TABLE_PREFIX',
    uc_table_prefix: { ...place, table_prefix: prefix, spans_table_name: spansTable },
  }
  return { name, spansTable, json }
}
