import type { ParamConflict } from '@loupe-ai/store'

/** What MLflow's server says of one parameter that would change; `whose` is e.g. `run ID='…'`. */
export const changedParam = (whose: string, [conflict]: readonly ParamConflict[]): string =>
  `Changing param values is not allowed. Param with key='${conflict?.key}' was already logged with value='${conflict?.oldValue}' for ${whose}. Attempted logging new value '${conflict?.newValue}'.`

/** The same of several. */
export function changedParams(whose: string, conflicts: readonly ParamConflict[]): string {
  const texts = conflicts.map(
    ({ key, oldValue, newValue }) => `{'key': '${key}', 'old_value': '${oldValue}', 'new_value': '${newValue}'}`,
  )
  return `Changing param values is not allowed. Params were already logged='[${texts.join(', ')}]' for ${whose}.`
}
