import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface PackageCopy extends AsyncDisposable {
  readonly folder: string
  readonly indexUrl: string
}

/** This package in another folder, as an installation that holds it twice has it; `version` makes it another version. */
export async function copyOfPackage({
  version,
  nodeModules = [],
}: {
  version?: string
  /** What is installed beside it; everything when empty. */
  nodeModules?: readonly string[]
} = {}): Promise<PackageCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'loupe-copy-')))
  const source = fileURLToPath(new URL('..', import.meta.url))
  await cp(source, join(folder, 'src'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const installed = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
  if (nodeModules.length === 0) await symlink(installed, join(folder, 'node_modules'))
  for (const name of nodeModules) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true })
    await symlink(join(installed, name), join(folder, 'node_modules', name))
  }
  if (version !== undefined) {
    const text = `export const SDK_NAME = '@loupe-ai/sdk'\nexport const SDK_VERSION = ${JSON.stringify(version)}\n`
    await writeFile(join(folder, 'src', 'version.ts'), text)
  }
  return {
    folder,
    indexUrl: pathToFileURL(join(folder, 'src', 'index.ts')).href,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
