import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

/** The configuration of a lane whose tests lie in its folder. `configUrl` is the `import.meta.url` of its own file. */
export function laneConfig(configUrl: string): ViteUserConfig {
  const lane = basename(dirname(fileURLToPath(configUrl)))
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const config: ViteUserConfig = mergeConfig(base, defineConfig({ root }))
  // Merging joins lists; a lane runs what it names and nothing else.
  config.test!.include = [`tests/lanes/${lane}/*.test.ts`]
  config.test!.exclude = ['**/node_modules/**']
  return config
}
