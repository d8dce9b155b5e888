/** What differs between one machine and a cluster: where a statement runs and how a table keeps its rows. */
export interface TableShape {
  /** `''`, or an `ON CLUSTER …` clause. */
  readonly onCluster: string
  /** Of rows with one sorting key the one with the highest `version` stays; none if its `isDeleted` is 1. */
  replacing(version: string, isDeleted?: string): string
}

export const ONE_MACHINE: TableShape = {
  onCluster: '',
  replacing: (version, isDeleted) =>
    `ReplacingMergeTree(${isDeleted === undefined ? version : `${version}, ${isDeleted}`})`,
}

/** A step of the schema. Its statements may run again after a crash, so each leaves alone what is there already. */
export interface Migration {
  readonly version: number
  readonly name: string
  statements(shape: TableShape): readonly string[]
}
