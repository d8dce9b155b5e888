import type { Attributes, SpanId } from '@loupe-ai/model'

import type { OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'
import type { Disk } from './disk.ts'
import { HEADER, type RecordEncoder, type SpoolRecord } from './record.ts'

/** A file that this process writes. Every method may throw what the file system throws: then it must not be written on. */
export class Segment {
  readonly #disk: Disk
  readonly #encoder: RecordEncoder
  readonly #fd: number
  readonly #resources = new Map<Attributes, number>()
  #path: string
  #bytes: number

  /** `encoder` may be shared by files. */
  constructor(disk: Disk, path: string, encoder: RecordEncoder) {
    this.#path = path
    this.#disk = disk
    this.#encoder = encoder
    this.#fd = disk.fs.openSync(path, 'ax', 0o600)
    this.#bytes = disk.fs.writeSync(this.#fd, HEADER)
  }

  get path(): string {
    return this.#path
  }

  get bytes(): number {
    return this.#bytes
  }

  span(kind: 'started' | 'ended', { traceId, spanId, isLocalRoot, bytes, resource }: OutgoingSpan): void {
    this.#append({ kind, resourceId: this.#resourceId(resource), traceId, spanId, isLocalRoot, bytes })
  }

  /** The end of a span whose beginning, so many bytes of it, was written here. */
  rest({ spanId, isLocalRoot, bytes }: OutgoingSpan, begunBytes: number): void {
    this.#append({ kind: 'rest', spanId, isLocalRoot, bytes }, begunBytes)
  }

  closed(spanId: SpanId): void {
    this.#append({ kind: 'closed', spanId })
  }

  /** To be followed by the end of its span. What it gives is good as long as the file is. */
  attachment(attachment: Attachment): StoredAttachment {
    const { traceId, id, contentType, bytes } = attachment
    this.#append({ kind: 'attachment', attachment })
    const size = bytes.byteLength
    const start = this.#bytes - size
    return {
      traceId,
      id,
      contentType,
      size,
      read: () => readRange(this.#disk, this.#path, start, size),
      readNow: () => readRangeNow(this.#disk, this.#path, start, size),
    }
  }

  /** Forgets everything, and can be written on. */
  clear(): void {
    this.#disk.fs.ftruncateSync(this.#fd, HEADER.length)
    this.#bytes = HEADER.length
    this.#resources.clear()
  }

  moveTo(path: string): void {
    this.#disk.fs.renameSync(this.#path, path)
    this.#path = path
  }

  close(): void {
    this.#disk.fs.closeSync(this.#fd)
  }

  remove(): void {
    this.#disk.fs.rmSync(this.#path, { force: true })
  }

  #resourceId(resource: Attributes): number {
    const known = this.#resources.get(resource)
    if (known !== undefined) return known
    const id = this.#resources.size
    this.#append({ kind: 'resource', id, resource })
    this.#resources.set(resource, id)
    return id
  }

  #append(record: SpoolRecord, skipped: number = 0): void {
    const encoder = this.#encoder
    encoder.encode(record, skipped)
    const { bytes, start, end } = encoder
    encoder.forget()
    // At once and by the system: what is written survives the death of this process.
    const written = this.#disk.fs.writeSync(this.#fd, bytes, start, end - start)
    this.#bytes += written
    if (written < end - start) throw new Error('the disk is full')
  }
}

async function readRange({ fs }: Disk, path: string, start: number, size: number): Promise<Uint8Array> {
  const file = await fs.promises.open(path)
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(size), 0, size, start)
    if (bytesRead < size) throw new Error(`${path} is shorter than it was`)
    return buffer
  } finally {
    await file.close()
  }
}

function readRangeNow({ fs }: Disk, path: string, start: number, size: number): Uint8Array {
  const file = fs.openSync(path, 'r')
  try {
    const bytes = new Uint8Array(size)
    if (fs.readSync(file, bytes, 0, size, start) < size) throw new Error(`${path} is shorter than it was`)
    return bytes
  } finally {
    fs.closeSync(file)
  }
}
