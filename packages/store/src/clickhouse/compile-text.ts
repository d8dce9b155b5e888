import type { Filter } from '@loupe-ai/model'
import type { Binder } from './binder.ts'

type TextLeaf = Extract<Filter, { kind: 'like' | 'matches' | 'in' }>

/** A condition on a text that SQL gives. */
export function compileText(leaf: TextLeaf, text: string, binder: Binder): string {
  switch (leaf.kind) {
    case 'like':
      return compileLike(leaf, text, binder)
    case 'matches':
      // A dot is any character but a newline, as in the searches that we speak.
      return `match(${text}, concat('(?-s)', ${binder.bind(leaf.pattern, 'String')}))`
    case 'in':
      return `${text} ${leaf.negated ? 'NOT IN' : 'IN'} ${binder.bind(leaf.values, 'Array(String)')}`
  }
}

/** A backslash is an ordinary character in the searches that we speak, and an escape in the engine's. */
function compileLike(leaf: Extract<TextLeaf, { kind: 'like' }>, text: string, binder: Binder): string {
  const pattern = binder.bind(leaf.pattern.replaceAll('\\', '\\\\'), 'String')
  return leaf.ignoreCase ? `lowerUTF8(${text}) LIKE lowerUTF8(${pattern})` : `${text} LIKE ${pattern}`
}
