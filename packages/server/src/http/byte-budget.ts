import { type Client, pathOf } from '../ingest/client.ts'

/** A client, and all of its address, may hold so many times what they leave free to others. */
const TIMES_WHAT_IS_FREE = 3

/**
 * How many bytes all request bodies may hold in memory at once. The more is taken, the less one client may hold: there is
 * always something left for one that comes with little. A client alone takes some two thirds of the budget.
 */
export class ByteBudget {
  #left: number
  readonly #heldBy = new Map<string, number>()

  constructor(bytes: number) {
    this.#left = bytes
  }

  get left(): number {
    return this.#left
  }

  /** False, and nothing taken, when there is too little left, or too little for a client that holds so much. */
  tryTake(client: Client, bytes: number): boolean {
    let free = this.#left - bytes
    if (free < 0) return false
    for (const name of namesOf(client)) {
      const held = this.#held(name) + bytes
      const most = TIMES_WHAT_IS_FREE * free
      if (held > most) return false
      free = most - held
    }
    this.#left -= bytes
    for (const name of namesOf(client)) this.#heldBy.set(name, this.#held(name) + bytes)
    return true
  }

  giveBack(client: Client, bytes: number): void {
    this.#left += bytes
    for (const name of namesOf(client)) {
      const held = this.#held(name) - bytes
      if (held > 0) this.#heldBy.set(name, held)
      else this.#heldBy.delete(name)
    }
  }

  #held(name: string): number {
    return this.#heldBy.get(name) ?? 0
  }
}

/** An address and a connection may have the same name where there is no port. */
const namesOf = (client: Client): readonly string[] => pathOf(client).map((name, level) => `${level} ${name}`)
