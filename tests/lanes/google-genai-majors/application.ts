import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Folders of the installations of `@google/genai` that an application can be given. */
export const GENAI: Readonly<Record<'1.52' | '2.32' | '3.1', string>> = {
  '1.52': fileURLToPath(new URL('node_modules/genai-v1', import.meta.url)),
  '2.32': fileURLToPath(new URL('node_modules/genai-v2', import.meta.url)),
  '3.1': join(root, 'node_modules', '@google', 'genai'),
}

export interface Application extends AsyncDisposable {
  /** Runs the file by that Node, `args` before it. What it says on stderr counts too. */
  run(
    node: string,
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string }>
}

/** A program in a folder of its own, with what it has installed; `nested` is what its dependency `dep` brings itself. */
export async function application(options: {
  readonly file: 'main.mjs' | 'main.cjs'
  readonly code: string
  readonly genai: string
  readonly nested?: { readonly genai: string; readonly file: 'index.mjs' | 'index.cjs'; readonly code: string }
}): Promise<Application> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'loupe-application-')))
  const install = async (name: string, target: string): Promise<void> => {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(target, link)
  }
  await install('@google/genai', options.genai)
  await install('@opentelemetry/api', join(root, 'node_modules', '@opentelemetry', 'api'))
  for (const name of ['sdk', 'model', 'wire', 'contract']) {
    await install(`@loupe-ai/${name}`, join(root, 'packages', name))
  }
  if (options.nested) {
    await install('dep/node_modules/@google/genai', options.nested.genai)
    const dep = join(folder, 'node_modules', 'dep')
    await writeFile(join(dep, 'package.json'), JSON.stringify({ name: 'dep', main: options.nested.file }))
    await writeFile(join(dep, options.nested.file), options.nested.code)
  }
  await writeFile(join(folder, options.file), options.code)
  return {
    run(node, args, env) {
      const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<Application['run']>>>()
      const settings = {
        cwd: folder,
        env: { PATH: process.env['PATH'], LOUPE_SPOOL: 'false', ...env },
        timeout: 30_000,
      }
      const child = execFile(node, [...args, options.file], settings, (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode, stdout, stderr }),
      )
      return promise
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
