import { type FieldRef, MLFLOW } from '@loupe-ai/model'

/** The column of a payload that clients know as an attribute; undefined for any other field. */
export function payloadColumn(field: FieldRef): 'inputs' | 'outputs' | undefined {
  if (field.entity !== 'span-attribute') return undefined
  return field.key === MLFLOW.spanInputs ? 'inputs' : field.key === MLFLOW.spanOutputs ? 'outputs' : undefined
}

export const isText = (field: FieldRef): boolean => field.entity === 'attribute' && field.key === 'text'
