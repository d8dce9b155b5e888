/** A double as protobuf's JSON has it: what JSON's numbers cannot say is a text (mlflow-wire.md §1.5). */
export type DoubleJson = number | 'NaN' | 'Infinity' | '-Infinity'

export function doubleToJson(value: number): DoubleJson {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return value
  return value > 0 ? 'Infinity' : '-Infinity'
}
