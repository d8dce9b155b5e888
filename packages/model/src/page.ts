/** One page of a longer list; `nextPageToken` is opaque and absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextPageToken?: string
}
