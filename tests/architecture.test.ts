import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** What may import what: the table of ARCHITECTURE.md. `sdk` may take only the parts of `contract` that bring no zod. */
const MAY_IMPORT = {
  model: [],
  wire: ['model'],
  contract: ['model', 'wire'],
  sdk: ['model', 'wire', 'contract'],
  store: ['model'],
  server: ['model', 'wire', 'contract', 'store'],
  viewer: ['model', 'wire'],
  web: ['model', 'wire', 'contract', 'viewer'],
  cli: ['model', 'wire', 'contract', 'sdk', 'store', 'server', 'gemini-emulator'],
  'gemini-emulator': [],
} as const satisfies Record<string, readonly string[]>

/** What tests may import beside that: a judge or a partner, never part of the product. */
const TESTS_MAY_ALSO_IMPORT: Partial<Record<keyof typeof MAY_IMPORT, readonly string[]>> = {
  sdk: ['gemini-emulator'],
}

const ZOD_FREE = ['@loupe-ai/contract/paths', '@loupe-ai/contract/client']

const root = dirname(dirname(fileURLToPath(import.meta.url)))

interface Import {
  readonly file: string
  readonly from: keyof typeof MAY_IMPORT
  readonly specifier: string
  readonly isTypeOnly: boolean
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`) && !path.includes(`${sep}dist${sep}`))
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

function importsOf(name: keyof typeof MAY_IMPORT): Import[] {
  return filesBelow(join(root, 'packages', name, 'src')).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(IMPORT)].map((match) => ({
      file: relative(root, path),
      from: name,
      specifier: (match[2] ?? match[3] ?? match[4])!,
      isTypeOnly: match[1] !== undefined,
    })),
  )
}

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\//.test(file)

const packages = Object.keys(MAY_IMPORT) as (keyof typeof MAY_IMPORT)[]

test('every package has its row in the table', () => {
  const folders = readdirSync(join(root, 'packages'), { withFileTypes: true })

  expect(
    folders
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort(),
  ).toEqual([...packages].sort())
})

describe.each(packages)('%s', (name) => {
  const imports = importsOf(name)

  test('imports only the packages that its row allows', () => {
    const ours = imports.filter(({ specifier }) => specifier.startsWith('@loupe-ai/'))
    const wrong = ours.filter(({ specifier, file }) => {
      const target = specifier.split('/')[1]!
      const allowed: readonly string[] = [
        name,
        ...MAY_IMPORT[name],
        ...(isTest(file) ? (TESTS_MAY_ALSO_IMPORT[name] ?? []) : []),
      ]
      return !allowed.includes(target)
    })

    expect(wrong).toEqual([])
  })

  test('names other packages by their public entry, never by a path into them', () => {
    const paths = imports.filter(({ specifier, file }) => {
      if (!specifier.startsWith('.')) return false
      const target = resolve(dirname(join(root, file)), specifier)
      return relative(join(root, 'packages', name), target).startsWith('..')
    })

    expect(paths).toEqual([])
  })
})

test('the SDK takes no zod into a user’s program', () => {
  const values = importsOf('sdk').filter(
    ({ specifier, isTypeOnly, file }) => !isTypeOnly && !isTest(file) && specifier.startsWith('@loupe-ai/contract'),
  )

  expect(values.filter(({ specifier }) => !ZOD_FREE.includes(specifier))).toEqual([])
})

test('the SDK needs nothing of OpenTelemetry but its api', () => {
  const foreign = importsOf('sdk').filter(
    ({ specifier, file }) =>
      !isTest(file) && specifier.startsWith('@opentelemetry/') && specifier !== '@opentelemetry/api',
  )

  expect(foreign).toEqual([])
})
