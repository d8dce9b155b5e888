interface Waiting<Id, Found> {
  readonly ids: readonly Id[]
  readonly resolve: (found: Found[]) => void
  readonly reject: (error: unknown) => void
}

const MAX_IDS_AT_ONCE = 500
const MAX_READS = 2

/**
 * Reads by id, which cost the same for one as for a hundred: who asks while others are being read shares the next read.
 * Everyone is answered by a read that began after they asked.
 */
export class GatheredReads<Id, Found> {
  readonly #read: (ids: readonly Id[]) => Promise<readonly Found[]>
  readonly #idOf: (found: Found) => Id
  #waiting: Waiting<Id, Found>[] = []
  #reads = 0

  constructor(read: (ids: readonly Id[]) => Promise<readonly Found[]>, idOf: (found: Found) => Id) {
    this.#read = read
    this.#idOf = idOf
  }

  /** What there is, in the order of `ids`. */
  of(ids: readonly Id[]): Promise<Found[]> {
    if (ids.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ids, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    while (this.#reads < MAX_READS && this.#waiting.length > 0) void this.#readSome(this.#take())
  }

  async #readSome(group: readonly Waiting<Id, Found>[]): Promise<void> {
    this.#reads++
    try {
      const found = await this.#read([...new Set(group.flatMap(({ ids }) => ids))])
      const byId = new Map(found.map((one) => [this.#idOf(one), one]))
      for (const { ids, resolve } of group) resolve(ids.flatMap((id) => byId.get(id) ?? []))
    } catch (error) {
      for (const { reject } of group) reject(error)
    } finally {
      this.#reads--
      this.#next()
    }
  }

  #take(): Waiting<Id, Found>[] {
    let ids = 0
    const count = this.#waiting.findIndex((one, index) => (ids += one.ids.length) > MAX_IDS_AT_ONCE && index > 0)
    return this.#waiting.splice(0, count === -1 ? this.#waiting.length : count)
  }
}
