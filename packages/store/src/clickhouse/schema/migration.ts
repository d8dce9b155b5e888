/** What differs between one machine and a cluster: where a statement runs and how a table keeps its rows. */
export interface TableShape {
  /** `''`, or an `ON CLUSTER …` clause. */
  readonly onCluster: string
  /** Of rows with one sorting key the one with the highest `version` stays; none if its `isDeleted` is 1. */
  replacing(version: string, isDeleted?: string): string
  /** What to run for a statement that makes or alters a table: on a cluster a table is two (cluster-shape.ts). */
  statementsFor(statement: string): readonly string[]
  /** Where the rows of a table lie, for statements that change them in place, such as DELETE. */
  rowsOf(table: string): string
}

export const ONE_MACHINE: TableShape = {
  onCluster: '',
  replacing: (version, isDeleted) =>
    `ReplacingMergeTree(${isDeleted === undefined ? version : `${version}, ${isDeleted}`})`,
  statementsFor: (statement) => [statement],
  rowsOf: (table) => table,
}

/** A step of the schema. Its statements may run again after a crash, so each leaves alone what is there already. */
export interface Migration {
  readonly version: number
  readonly name: string
  statements(shape: TableShape): readonly string[]
}
