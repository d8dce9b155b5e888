import type { Context } from 'hono'
import type { ServerEnv } from './server-env.ts'

/**
 * `databricks`: a client that takes us for a Databricks workspace. It never sends spans by OTLP, and knows no artifacts but
 * those of a workspace (mlflow-wire.md §1.7).
 */
export type ClientKind = 'databricks' | 'other'

/** Databricks' SDK, through which MLflow's client then speaks, names itself. */
export const clientKindOf = (c: Context<ServerEnv>): ClientKind =>
  /\bdatabricks-sdk/i.test(c.req.header('user-agent') ?? '') ? 'databricks' : 'other'

/** The version of MLflow's Python client, e.g. `3.17.2`; undefined for other clients. */
export const mlflowClientVersion = (c: Context<ServerEnv>): string | undefined =>
  c.req.header('x-mlflow-client-version') ?? /mlflow-python-client\/(\S+)/.exec(c.req.header('user-agent') ?? '')?.[1]
