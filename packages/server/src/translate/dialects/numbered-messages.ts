import type { Attributes, AttributeValue } from '@loupe-ai/model'

type Tree = Map<string, Tree | AttributeValue>

/** What is nested deeper keeps the rest of its dotted name. */
const MAX_DEPTH = 8

/**
 * Messages that are spread over attributes `<prefix>.<n>.<field>…`, as `[{role, content, tool_calls: [{…}], …}]`: numbers
 * make lists, names make objects. `inside` stands between the number and the fields, and is left out.
 */
export function numberedMessages(attributes: Attributes, prefix: string, inside = ''): AttributeValue | undefined {
  const start = `${prefix}.`
  const messages: Tree = new Map()
  for (const key of Object.keys(attributes)) {
    if (!key.startsWith(start)) continue
    const [, number, field] = /^(\d{1,6})\.(.+)$/.exec(key.slice(start.length)) ?? []
    if (number === undefined || field === undefined || !field.startsWith(inside)) continue
    put(messages, [number, ...field.slice(inside.length).split('.')], attributes[key]!)
  }
  return messages.size === 0 ? undefined : grown(messages)
}

function put(tree: Tree, path: readonly string[], value: AttributeValue): void {
  let at = tree
  for (const [depth, name] of path.entries()) {
    const next = at.get(name)
    const isLast = depth === path.length - 1
    // A value where a branch should go on: the rest of the name stays in one.
    const isStuck = !isLast && (depth === MAX_DEPTH || (next !== undefined && !(next instanceof Map)))
    if (isLast || isStuck) {
      at.set(path.slice(depth).join('.'), value)
      return
    }
    const branch: Tree = next instanceof Map ? next : new Map()
    at.set(name, branch)
    at = branch
  }
}

function grown(tree: Tree): AttributeValue {
  const entries = [...tree].map(([name, value]) => [name, value instanceof Map ? grown(value) : value] as const)
  if (!entries.every(([name]) => /^\d{1,6}$/.test(name))) return Object.fromEntries(entries)
  return entries.toSorted(([left], [right]) => Number(left) - Number(right)).map(([, value]) => value)
}
