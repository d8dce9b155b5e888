import { existsSync } from 'node:fs'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Finding, ok, warn, fail } from './finding.ts'

interface Copy {
  readonly path: string
  readonly version: string
}

const MAX_FOLDERS = 20_000

/** What a program in `folder` would load: one copy of OpenTelemetry's API, and an SDK that goes with the server. */
export async function checkPackages(folder: string, serverVersion: string | undefined): Promise<Finding[]> {
  const root = modulesAbove(folder)
  if (root === undefined) return [ok(`no node_modules at ${folder}: nothing to look at`)]
  const copies = await copiesBelow(root, ['@opentelemetry/api', '@loupe-ai/sdk'])
  const findings: Finding[] = []
  const apis = copies.get('@opentelemetry/api') ?? []
  if (apis.length > 1) {
    const listed = apis.map(({ version, path }) => `${version} in ${relative(dirname(root), path)}`).join(', ')
    findings.push(
      warn(
        `${apis.length} copies of @opentelemetry/api: ${listed}`,
        'Spans of one see no active span of another, so that traces fall apart: npm dedupe, or one version in "overrides".',
      ),
    )
  } else if (apis.length === 1) findings.push(ok(`one copy of @opentelemetry/api, ${apis[0]!.version}`))
  const [sdk, ...others] = copies.get('@loupe-ai/sdk') ?? []
  if (sdk === undefined) {
    findings.push(
      warn(`@loupe-ai/sdk is not in ${root}`, 'Run this in the folder of your program, or: npm install @loupe-ai/sdk'),
    )
  } else if (others.length > 0) {
    findings.push(
      fail(`${others.length + 1} copies of @loupe-ai/sdk`, 'What one is told the other does not know: npm dedupe.'),
    )
  } else if (serverVersion !== undefined && majorOf(sdk.version) !== majorOf(serverVersion)) {
    findings.push(
      warn(
        `@loupe-ai/sdk ${sdk.version} and the server ${serverVersion} are of different versions`,
        'Bring the older one up to date.',
      ),
    )
  } else findings.push(ok(`@loupe-ai/sdk ${sdk.version}`))
  return findings
}

/** Before 1.0 every minor version may break. */
function majorOf(version: string): string {
  const [major, minor] = version.split('.')
  return major === '0' ? `0.${minor}` : major!
}

function modulesAbove(folder: string): string | undefined {
  const found = join(folder, 'node_modules')
  if (existsSync(found)) return found
  const parent = dirname(folder)
  return parent === folder ? undefined : modulesAbove(parent)
}

/** Each once, however many links lead to it. */
async function copiesBelow(root: string, names: readonly string[]): Promise<Map<string, Copy[]>> {
  const copies = new Map<string, Map<string, Copy>>()
  const waiting = [root]
  for (let looked = 0; waiting.length > 0 && looked < MAX_FOLDERS; looked++) {
    const modules = waiting.pop()!
    for (const name of await packagesIn(modules)) {
      const folder = join(modules, name)
      if (names.includes(name)) {
        const [real, version] = await Promise.all([realpath(folder), versionOf(folder)])
        if (version !== undefined) {
          const known = copies.get(name) ?? new Map<string, Copy>()
          copies.set(name, known.set(real, { path: folder, version }))
        }
      }
      if (existsSync(join(folder, 'node_modules'))) waiting.push(join(folder, 'node_modules'))
    }
  }
  return new Map([...copies].map(([name, known]) => [name, [...known.values()]]))
}

async function packagesIn(modules: string): Promise<string[]> {
  const names = await readdir(modules).catch(() => [])
  const all = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await readdir(join(modules, name)).catch(() => [])).map((inner) => `${name}/${inner}`)
        : name.startsWith('.')
          ? []
          : [name],
    ),
  )
  return all.flat()
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version?: string }).version
  } catch {
    return undefined
  }
}
