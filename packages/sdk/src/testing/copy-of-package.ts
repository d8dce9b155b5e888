import { cp, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface PackageCopy extends AsyncDisposable {
  readonly indexUrl: string
}

/** This package in another folder, as an installation that holds it twice has it; `version` makes it another version. */
export async function copyOfPackage({ version }: { version?: string } = {}): Promise<PackageCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'loupe-copy-')))
  const source = fileURLToPath(new URL('..', import.meta.url))
  await cp(source, join(folder, 'src'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  await symlink(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  if (version !== undefined) {
    const text = `export const SDK_NAME = '@loupe-ai/sdk'\nexport const SDK_VERSION = ${JSON.stringify(version)}\n`
    await writeFile(join(folder, 'src', 'version.ts'), text)
  }
  return {
    indexUrl: pathToFileURL(join(folder, 'src', 'index.ts')).href,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
