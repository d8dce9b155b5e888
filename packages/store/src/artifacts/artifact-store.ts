/** Names from the outside in: `['traces', 'tr-1', 'artifacts', 'attachments', '<uuid>']`. Any text may be a name. */
export type ArtifactPath = readonly string[]

/** From the first byte to the last one, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

export interface Artifact {
  /** In bytes. */
  readonly size: number
  /** As given when it was stored; absent if none was. */
  readonly contentType?: string
  /** Changes whenever the content may have changed. */
  readonly version: string
  /** Reading fails where the artifact went away meanwhile. */
  read(range?: ByteRange): ReadableStream<Uint8Array>
}

/** Keeps files. `put` with the same content is safe to repeat; a reader sees a whole file or none. */
export interface ArtifactStore {
  put(path: ArtifactPath, content: Uint8Array, contentType?: string): Promise<void>
  /** Undefined where there is none. */
  get(path: ArtifactPath): Promise<Artifact | undefined>
  /** Removes everything below a path and what lies there; nothing there is no failure. Throws a RangeError for no names. */
  deleteBelow(path: ArtifactPath): Promise<void>
}
