import type { TraceId } from '@loupe-ai/model'

/** Where someone was in a list, so that coming back finds it as it was left. */
interface ListPlace {
  readonly scrollTop: number
  readonly selected?: TraceId
}

/** Remembers one place for each list, and the last search of each experiment, as long as the page lives. */
export interface ListMemory {
  placeOf(listKey: string): ListPlace
  keepPlace(listKey: string, place: ListPlace): void
  searchOf<Search extends object>(experimentId: string): Search | undefined
  keepSearch(experimentId: string, search: object): void
}

const TOP: ListPlace = { scrollTop: 0 }

export function createListMemory(): ListMemory {
  const places = new Map<string, ListPlace>()
  const searches = new Map<string, object>()
  return {
    placeOf: (listKey) => places.get(listKey) ?? TOP,
    keepPlace: (listKey, place) => void places.set(listKey, place),
    searchOf: <Search extends object>(experimentId: string) => searches.get(experimentId) as Search | undefined,
    keepSearch: (experimentId, search) => void searches.set(experimentId, search),
  }
}
