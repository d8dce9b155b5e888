/** A value for a `{name:Type}` placeholder. It never becomes part of the statement's text. */
export type Parameter = string | number | bigint | readonly string[] | readonly number[]
export type Parameters = Readonly<Record<string, Parameter>>

/** Reads have limits on time and memory; what a commit does never waits behind them. */
export type Role = 'read' | 'write'

export interface RowsToInsert {
  readonly table: string
  readonly columns: readonly string[]
  readonly format: 'TSV' | 'JSONEachRow'
  readonly bytes: Uint8Array
}

/**
 * Runs ClickHouse SQL, wherever the engine is. Rejects with an EngineError when the engine refuses a statement, with
 * EngineBusy when too many wait already, and with EngineClosed after `close`.
 */
export interface Engine {
  /** The result, one object a row. 64-bit and wider integers come as decimal text. */
  rows<Row>(statement: string, parameters?: Parameters, role?: Role): Promise<Row[]>
  /** A statement without a result. */
  run(statement: string, parameters?: Parameters): Promise<void>
  insert(rows: RowsToInsert): Promise<void>
  /** Statements that were accepted run to their end. */
  close(): Promise<void>
}
