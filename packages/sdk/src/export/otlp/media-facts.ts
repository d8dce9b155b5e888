import type { StoredAttachment } from '../exporter.ts'

/** What stands for media at a backend that takes no files. */
export interface MediaFacts {
  readonly mimeType: string
  readonly bytes: number
  /** In hex; absent when the bytes are gone. */
  readonly sha256?: string
}

const MAX_KNOWN = 2000

/** Knows the hashes of attachments that passed by, by their id: spans refer to them later, too. Bounded. */
export class MediaHashes {
  readonly #hashes = new Map<string, string>()

  /** Never rejects. */
  async learn(attachments: readonly StoredAttachment[]): Promise<void> {
    for (const attachment of attachments) {
      const hash = await hashOf(attachment)
      if (hash !== undefined) this.#hashes.set(attachment.id, hash)
      if (this.#hashes.size > MAX_KNOWN) this.#hashes.delete(this.#hashes.keys().next().value!)
    }
  }

  /** Undefined for a text that refers to no attachment (mlflow-wire.md §4.10). */
  factsOf(text: string): MediaFacts | undefined {
    const match = /^mlflow-attachment:\/\/([0-9a-f-]{36})\?(.*)$/.exec(text)
    if (match === null) return undefined
    const facts = new URLSearchParams(match[2])
    const sha256 = this.#hashes.get(match[1]!)
    return {
      mimeType: facts.get('content_type') ?? 'application/octet-stream',
      bytes: Number(facts.get('size') ?? 0),
      ...(sha256 !== undefined && { sha256 }),
    }
  }
}

async function hashOf(attachment: StoredAttachment): Promise<string | undefined> {
  try {
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(await attachment.read()))
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return undefined
  }
}
