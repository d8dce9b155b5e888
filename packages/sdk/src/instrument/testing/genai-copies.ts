import { createRequire } from 'node:module'
import * as esm from '@google/genai'

export type Genai = typeof esm

/** The two copies of the real SDK that one process may hold: classes of their own each. */
export const GENAI_COPIES: readonly (readonly [string, Genai])[] = [
  ['ES module', esm],
  ['CommonJS', createRequire(import.meta.url)('@google/genai') as Genai],
]

export const clientOf = (genai: Genai, url: string): InstanceType<Genai['GoogleGenAI']> =>
  new genai.GoogleGenAI({ apiKey: 'test-key-0', httpOptions: { baseUrl: url } })
