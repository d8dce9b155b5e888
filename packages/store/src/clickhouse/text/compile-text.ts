import type { TraceCondition } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'
import { likeSql } from './like-sql.ts'

type TextCondition = Extract<TraceCondition, { kind: 'like' | 'matches' | 'in' }>

/** A condition on a text that SQL gives. */
export function compileText(condition: TextCondition, text: string, binder: Binder): string {
  switch (condition.kind) {
    case 'like':
      return likeSql(text, condition, binder)
    case 'matches':
      // A dot is any character but a newline, as in the searches that we speak.
      return `match(${text}, concat('(?-s)', ${binder.bind(condition.pattern, 'String')}))`
    case 'in':
      return `${text} ${condition.negated ? 'NOT IN' : 'IN'} ${binder.bind(condition.values, 'Array(String)')}`
  }
}
