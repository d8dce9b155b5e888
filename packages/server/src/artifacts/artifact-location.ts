import type { Experiment, TraceInfo } from '@loupe-ai/model'
import type { ClientKind } from '../http/client-kind.ts'
import { artifactPathFrom } from './artifact-path.ts'

/** Where a workspace keeps what is access controlled: its client asks for a signed address for each file. */
const WORKSPACE_ROOT = 'dbfs:/databricks/mlflow-tracking/'
const PROXY_ROOT = 'mlflow-artifacts:/'

/**
 * Where a client finds the files of a trace (mlflow-wire.md §6.2). Always with us: the artifact location of the experiment may
 * be one that this client cannot reach, as `dbfs:/Volumes/…` is for one without a workspace, and its complaint at every trace
 * would be all that came of it.
 */
export function traceArtifactLocation(
  { traceId, experimentId }: Pick<TraceInfo, 'traceId' | 'experimentId'>,
  experiment: Pick<Experiment, 'artifactLocation'> | undefined,
  client: ClientKind,
): string {
  if (client === 'databricks') return `${WORKSPACE_ROOT}${experimentId}/${traceId}/artifacts`
  const given = experiment?.artifactLocation.replace(/\/+$/, '') ?? ''
  const root = isPlainProxyPath(given) ? given : `${PROXY_ROOT}${experimentId}`
  return `${root}/traces/${traceId}/artifacts`
}

/** With no server of its own, and in which the folder of a trace is told from others by its path alone. */
const isPlainProxyPath = (location: string): boolean =>
  /^mlflow-artifacts:\/[^/]/.test(location) && !location.split('/').includes('artifacts')

/**
 * An artifact root as this client can reach it: the same files under `mlflow-artifacts:/…` for one, `dbfs:/…` for the other.
 * Roots at other places stay as they are.
 */
function artifactRootFor(root: string, client: ClientKind): string {
  if (client === 'databricks') {
    return /^mlflow-artifacts:\/[^/]/.test(root) ? WORKSPACE_ROOT + root.slice(PROXY_ROOT.length) : root
  }
  if (root.startsWith(WORKSPACE_ROOT)) return PROXY_ROOT + root.slice(WORKSPACE_ROOT.length)
  return root.startsWith('dbfs:/') ? PROXY_ROOT + root.slice('dbfs:/'.length).replace(/^\/+/, '') : root
}

/** The path of a root among the files that are kept here; undefined for one at another place. */
export function namesOfRoot(root: string): readonly string[] | undefined {
  const here = artifactRootFor(root, 'other')
  return /^mlflow-artifacts:\/(?!\/)/.test(here) ? artifactPathFrom(here.slice(PROXY_ROOT.length)) : undefined
}

/** A run or a model as this client can reach its files. */
export const withFilesFor = <Owner extends { readonly artifactUri: string }>(
  owner: Owner,
  client: ClientKind,
): Owner => ({
  ...owner,
  artifactUri: artifactRootFor(owner.artifactUri, client),
})
