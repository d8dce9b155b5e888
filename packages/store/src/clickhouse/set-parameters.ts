import type { Parameter, Parameters } from './engine.ts'
import { tsvCell } from './tsv.ts'

/**
 * A statement that gives a session the values of the next one's `{name:Type}` placeholders.
 *
 * The binding's own way to bind values runs one such statement at a time in the whole process, so one slow read would
 * hold up every other read and write; its streams plan on the main thread, and planning may run subqueries for seconds.
 * A session's own parameters have neither fault.
 */
export const setParameters = (parameters: Parameters): string =>
  `SET ${Object.entries(parameters)
    .map(([name, value]) => `${nameOf(name)} = ${quoted(parameterText(value))}`)
    .join(', ')}`

function nameOf(name: string): string {
  if (!/^[a-z]\w*$/i.test(name)) throw new RangeError(`not a name of a parameter: ${name}`)
  return `param_${name}`
}

/** The text of a parameter's value: the engine reads it as it reads a cell of TSV. */
export const parameterText = (value: Parameter): string => {
  if (typeof value === 'string') return tsvCell(value)
  return typeof value === 'object' ? `[${value.map(element).join(',')}]` : String(value)
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`

const element = (value: string | number): string => (typeof value === 'string' ? quoted(value) : String(value))
