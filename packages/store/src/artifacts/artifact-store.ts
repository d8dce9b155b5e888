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
  readonly modifiedMillis: number
  /** Reading fails where the artifact went away meanwhile. */
  read(range?: ByteRange): ReadableStream<Uint8Array>
}

/** What lies directly below a path. */
export interface ArtifactEntry {
  readonly name: string
  readonly isFolder: boolean
  /** In bytes; of files only. */
  readonly size?: number
  readonly modifiedMillis: number
}

/** Bytes at once, or as they come: a long file is never in memory whole. */
export type ArtifactContent = Uint8Array | AsyncIterable<Uint8Array>

/** The path leads through a file, or to a folder where a file is meant, or out of the store. */
export class UnusablePath extends Error {}

/** Keeps files. `put` with the same content is safe to repeat; a reader sees a whole file or none. */
export interface ArtifactStore {
  /** Rejects with what `content` throws, and then keeps nothing of it, or with UnusablePath. */
  put(path: ArtifactPath, content: ArtifactContent, contentType?: string): Promise<void>
  /** Undefined where there is none, or a folder. */
  get(path: ArtifactPath): Promise<Artifact | undefined>
  /** By name; empty for a file and for what is not there. No names: what lies in the store itself. */
  list(path: ArtifactPath): Promise<ArtifactEntry[]>
  /** Removes everything below a path and what lies there; nothing there is no failure. Throws a RangeError for no names. */
  deleteBelow(path: ArtifactPath): Promise<void>
}
