import type { Attributes } from '@loupe-ai/model'
import type { Disk } from './disk.ts'
import { HEADER, recordPieces, type SpoolRecord } from './record.ts'

/** A file that this process writes. Every method may throw what the file system throws. */
export class Segment {
  readonly path: string
  readonly #disk: Disk
  readonly #fd: number
  readonly #resources = new Map<Attributes, number>()
  #bytes: number

  constructor(disk: Disk, path: string) {
    this.path = path
    this.#disk = disk
    this.#fd = disk.fs.openSync(path, 'ax', 0o600)
    this.#bytes = disk.fs.writeSync(this.#fd, HEADER)
  }

  get bytes(): number {
    return this.#bytes
  }

  span(kind: 'started' | 'ended', spanId: string, resource: Attributes, bytes: Uint8Array): void {
    this.#append({ kind, spanId, resourceId: this.#resourceId(resource), bytes })
  }

  closed(spanId: string): void {
    this.#append({ kind: 'closed', spanId })
  }

  /** Forgets everything, and can be written on. */
  clear(): void {
    this.#disk.fs.ftruncateSync(this.#fd, HEADER.length)
    this.#bytes = HEADER.length
    this.#resources.clear()
  }

  close(): void {
    this.#disk.fs.closeSync(this.#fd)
  }

  remove(): void {
    this.#disk.fs.rmSync(this.path, { force: true })
  }

  #resourceId(resource: Attributes): number {
    const known = this.#resources.get(resource)
    if (known !== undefined) return known
    const id = this.#resources.size
    this.#append({ kind: 'resource', id, resource })
    this.#resources.set(resource, id)
    return id
  }

  #append(record: SpoolRecord): void {
    // At once and by the system: what is written survives the death of this process.
    const pieces = recordPieces(record, this.#disk.checksum)
    this.#bytes += this.#disk.fs.writevSync(this.#fd, pieces)
  }
}
