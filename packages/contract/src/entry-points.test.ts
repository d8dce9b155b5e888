import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** Imports `specifier` in a process of its own and gives every file that was loaded for it. */
async function filesLoadedBy(specifier: string): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    await import(${JSON.stringify(specifier)})
    console.log(JSON.stringify(urls))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  })
  return JSON.parse(stdout) as string[]
}

test.each(['@loupe-ai/contract/client', '@loupe-ai/contract/paths'])('%s loads no schema library', async (entry) => {
  const files = await filesLoadedBy(entry)

  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((url) => url.includes('/zod/') || url.includes('/schemas/'))).toEqual([])
})

test('the whole contract does, so that the test above can fail', async () => {
  expect((await filesLoadedBy('@loupe-ai/contract')).some((url) => url.includes('/zod/'))).toBe(true)
})
