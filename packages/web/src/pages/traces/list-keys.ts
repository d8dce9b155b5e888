/** Under which the rows of a list are kept in the cache. */
export type RowsKey = readonly ['traces', experimentId: string, filter: string]

export const rowsKeyOf = (experimentId: string, filter: string | undefined): RowsKey => [
  'traces',
  experimentId,
  filter ?? '',
]

/** The same as one string, to name a place in the list by. */
export const listKeyOf = (experimentId: string, filter: string | undefined): string => `${experimentId} ${filter ?? ''}`
