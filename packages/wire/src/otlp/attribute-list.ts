import type { Attributes, AttributeValue } from '@loupe-ai/model'

/** Attributes that are being gathered, in the order in which they came. For tens of them quicker than a map. */
export class AttributeList {
  readonly names: string[] = []
  readonly values: AttributeValue[] = []

  get size(): number {
    return this.names.length
  }

  has(name: string): boolean {
    return this.names.includes(name)
  }

  add(name: string, value: AttributeValue): void {
    this.names.push(name)
    this.values.push(value)
  }

  /** The place of a name, to be given to `replace`; -1 when it is new. */
  placeOf(name: string): number {
    return this.names.indexOf(name)
  }

  replace(place: number, value: AttributeValue): void {
    this.values[place] = value
  }

  toAttributes(): Attributes {
    return Object.fromEntries(this.names.map((name, place) => [name, this.values[place]!]))
  }
}
