import type { Attributes } from '@loupe-ai/model'
import type { Dialect } from './dialect.ts'
import { DIALECTS } from './dialects/index.ts'

/** For how a key begins, a bit for each dialect that knows it. */
const BY_MARKER: ReadonlyMap<string, number> = bitsByMarker()
const BY_EVENTS: number = bits(({ eventInputs, eventOutputs }) => (eventInputs ?? eventOutputs) !== undefined)

/**
 * The dialects that a span may speak, in the order in which they are asked: most spans carry the marks of two or three, and
 * many, such as those of HTTP, of none.
 */
export function chooseDialects(attributes: Attributes, hasEvents: boolean): readonly Dialect[] {
  let marked = hasEvents ? BY_EVENTS : 0
  for (const key of Object.keys(attributes)) {
    const dot = key.indexOf('.')
    marked |= BY_MARKER.get(dot === -1 ? key : key.slice(0, dot)) ?? 0
  }
  if (marked === 0) return []
  return DIALECTS.filter((dialect, index) => (marked & (1 << index)) !== 0 && (dialect.speaks?.(attributes) ?? true))
}

function bits(isMeant: (dialect: Dialect) => boolean): number {
  return DIALECTS.reduce((all, dialect, index) => (isMeant(dialect) ? all | (1 << index) : all), 0)
}

function bitsByMarker(): Map<string, number> {
  const markers = new Set(DIALECTS.flatMap((dialect) => dialect.markers))
  return new Map([...markers].map((marker) => [marker, bits((dialect) => dialect.markers.includes(marker))]))
}
