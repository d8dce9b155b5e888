import type { TraceCondition } from '@loupe-ai/model'
import type { Binder } from './binder.ts'

type TextCondition = Extract<TraceCondition, { kind: 'like' | 'matches' | 'in' }>

/** A condition on a text that SQL gives. */
export function compileText(condition: TextCondition, text: string, binder: Binder): string {
  switch (condition.kind) {
    case 'like':
      return compileLike(condition, text, binder)
    case 'matches':
      // A dot is any character but a newline, as in the searches that we speak.
      return `match(${text}, concat('(?-s)', ${binder.bind(condition.pattern, 'String')}))`
    case 'in':
      return `${text} ${condition.negated ? 'NOT IN' : 'IN'} ${binder.bind(condition.values, 'Array(String)')}`
  }
}

/** A backslash is an ordinary character in the searches that we speak, and an escape in the engine's. */
function compileLike(condition: Extract<TextCondition, { kind: 'like' }>, text: string, binder: Binder): string {
  const pattern = binder.bind(condition.pattern.replaceAll('\\', '\\\\'), 'String')
  return condition.ignoreCase ? `lowerUTF8(${text}) LIKE lowerUTF8(${pattern})` : `${text} LIKE ${pattern}`
}
