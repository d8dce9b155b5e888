import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CACHE = fileURLToPath(new URL('../../.cache/bench', import.meta.url))

/** The `bin` folder of a virtual environment of its own that holds `requirement`, a name and its exact version; made once. */
export function pythonEnvironment(
  name: string,
  requirement: string,
): { readonly bin: string; readonly version: string } {
  const folder = join(CACHE, name)
  const bin = join(folder, 'bin')
  if (!existsSync(join(bin, 'python'))) run('python3', ['-m', 'venv', folder])
  const [packageName, wanted] = requirement.split('==')
  if (installedVersion(bin, packageName!) !== wanted) {
    console.error(`installing ${requirement} into ${folder}`)
    run(join(bin, 'python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', requirement])
  }
  return { bin, version: wanted! }
}

const VERSION = 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))'

function installedVersion(bin: string, name: string): string | undefined {
  const { status, stdout } = spawnSync(join(bin, 'python'), ['-c', VERSION, name], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function run(file: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`)
  return stdout
}
