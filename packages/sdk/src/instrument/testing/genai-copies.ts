import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as esm from '@google/genai'
import type { AutologOptions } from '../google-genai/index.ts'

export type Genai = typeof esm

/** Folders of other installations of `@google/genai`, separated by commas: a lane runs these tests on older majors. */
const FOLDERS = process.env['LOUPE_TEST_GENAI_FOLDERS']?.split(',') ?? []

/**
 * The copies of the real SDK that one process may hold, each with classes of its own: the ES module and the CommonJS build
 * of what is installed here, or of every folder that the environment names. With the major version that each is of.
 */
export const GENAI_COPIES: readonly (readonly [string, Genai, number])[] =
  FOLDERS.length === 0
    ? [
        ['ES module', esm, 3],
        ['CommonJS', createRequire(import.meta.url)('@google/genai') as Genai, 3],
      ]
    : (await Promise.all(FOLDERS.map(copiesIn))).flat()

async function copiesIn(folder: string): Promise<[string, Genai, number][]> {
  const require = createRequire(import.meta.url)
  const { version } = require(join(folder, 'package.json')) as { version: string }
  const major = Number.parseInt(version, 10)
  const entry = (file: string): string => join(folder, 'dist', 'node', file)
  return [
    [`${version} ES module`, (await import(pathToFileURL(entry('index.mjs')).href)) as Genai, major],
    [`${version} CommonJS`, require(entry('index.cjs')) as Genai, major],
  ]
}

/** For `autolog`: copies from a lane lie where no program would look for them. */
export const EVERY_COPY: AutologOptions = { modules: GENAI_COPIES.map(([, genai]) => genai) }

export const clientOf = (genai: Genai, url: string): InstanceType<Genai['GoogleGenAI']> =>
  new genai.GoogleGenAI({ apiKey: 'test-key-0', httpOptions: { baseUrl: url } })
