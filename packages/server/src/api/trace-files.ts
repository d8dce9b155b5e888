import type { TraceId } from '@loupe-ai/model'
import { type ArtifactStore, traceArtifactPath } from '@loupe-ai/store'

export interface TraceFile {
  /** Below the trace's artifacts. */
  readonly path: readonly string[]
  /** In bytes. */
  readonly size: number
}

const MAX_DEPTH = 20

/** The files of a trace, those of folders too. */
export async function* traceFiles(
  artifacts: Pick<ArtifactStore, 'list'>,
  id: TraceId,
  path: readonly string[] = [],
): AsyncIterable<TraceFile> {
  for (const { name, isFolder, size = 0 } of await artifacts.list(traceArtifactPath(id, ...path))) {
    const below = [...path, name]
    if (!isFolder) yield { path: below, size }
    else if (below.length < MAX_DEPTH) yield* traceFiles(artifacts, id, below)
  }
}
