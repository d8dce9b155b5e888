/** Fewer, and those that send much the same would put each other out in turn, and what was done for them be lost. */
const TIMES_AS_MUCH = 2

interface Weighed {
  readonly bytes: number
}

/**
 * Things that wait, in turn between those that brought them. A path names who that is, from the outermost group inwards:
 * at each level the groups below take turns, one thing at a time, and what one of them brought keeps its order.
 */
export class FairLine<Item extends Weighed> {
  /** Of what waits, and of what was taken and is not yet settled. */
  heldBytes = 0
  readonly #own: Item[] = []
  readonly #below = new Map<string, FairLine<Item>>()
  /** Those below in which something waits; whose turn it is comes first. */
  readonly #turns = new Map<string, FairLine<Item>>()

  get isWaiting(): boolean {
    return this.#own.length > 0 || this.#turns.size > 0
  }

  add([name, ...rest]: readonly string[], item: Item): void {
    this.heldBytes += item.bytes
    if (name === undefined) {
      this.#own.push(item)
      return
    }
    const line = this.#below.get(name) ?? new FairLine<Item>()
    this.#below.set(name, line)
    line.add(rest, item)
    if (!this.#turns.has(name)) this.#turns.set(name, line)
  }

  /** What `take` would give. */
  peek(): Item | undefined {
    return this.#own[0] ?? this.#turns.values().next().value?.peek()
  }

  /** Whoever brought it comes last in the next round, and holds its bytes until `settle`. */
  take(): Item | undefined {
    const own = this.#own.shift()
    if (own !== undefined) return own
    const [turn] = this.#turns
    if (turn === undefined) return undefined
    const [name, line] = turn
    const item = line.take()
    this.#turns.delete(name)
    if (line.isWaiting) this.#turns.set(name, line)
    return item
  }

  /** Gives back the bytes of what was taken. */
  settle([name, ...rest]: readonly string[], item: Item): void {
    this.heldBytes -= item.bytes
    if (name === undefined) return
    const line = this.#below.get(name)!
    line.settle(rest, item)
    if (line.heldBytes === 0 && !line.isWaiting) this.#below.delete(name)
  }

  /**
   * Takes out what came last from whoever holds most, if that is over twice of what the path's would hold with `bytes`
   * more: first between the outermost groups, then within the path's own.
   */
  pushOut([name, ...rest]: readonly string[], bytes: number): Item | undefined {
    if (name === undefined) return undefined
    const own = this.#below.get(name)
    const heaviest = this.#heaviest()
    if (heaviest === undefined) return undefined
    const wouldHold = (own?.heldBytes ?? 0) + bytes
    const isOther = heaviest.line !== own && heaviest.line.heldBytes > TIMES_AS_MUCH * wouldHold
    const item = isOther ? heaviest.line.#removeNewest() : own?.pushOut(rest, bytes)
    if (item !== undefined) this.#removed(isOther ? heaviest.name : name, item)
    return item
  }

  #removeNewest(): Item | undefined {
    const heaviest = this.#heaviest()
    if (heaviest === undefined) {
      const item = this.#own.pop()
      this.heldBytes -= item?.bytes ?? 0
      return item
    }
    const item = heaviest.line.#removeNewest()
    if (item !== undefined) this.#removed(heaviest.name, item)
    return item
  }

  #removed(name: string, item: Item): void {
    this.heldBytes -= item.bytes
    const line = this.#below.get(name)!
    if (line.isWaiting) return
    this.#turns.delete(name)
    if (line.heldBytes === 0) this.#below.delete(name)
  }

  /** Of those below in which something waits. */
  #heaviest(): { readonly name: string; readonly line: FairLine<Item> } | undefined {
    let heaviest: { readonly name: string; readonly line: FairLine<Item> } | undefined
    for (const [name, line] of this.#turns) {
      if (heaviest === undefined || line.heldBytes > heaviest.line.heldBytes) heaviest = { name, line }
    }
    return heaviest
  }
}
