/** A store that a contract suite may close and open again over the same data. Gone with its data when disposed. */
export interface UnderTest<Store> extends AsyncDisposable {
  readonly store: Store
  /** Closes the store and opens another over the same data. */
  reopen(): Promise<Store>
}
