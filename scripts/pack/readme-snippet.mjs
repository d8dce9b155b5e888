import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The README's first TypeScript snippet that imports the SDK: what a user copies is what is tested. */
export function readmeSnippet(root) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1])
  const snippet = snippets.find((code) => code.includes("'@loupe-ai/sdk'"))
  if (snippet === undefined) throw new Error('README.md has no TypeScript snippet that imports @loupe-ai/sdk')
  return snippet
}
