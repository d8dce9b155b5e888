import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

const config: ViteUserConfig = mergeConfig(
  base,
  defineConfig({ root: fileURLToPath(new URL('../../..', import.meta.url)) }),
)
// Merging joins lists; a lane runs what it names and nothing else.
config.test!.include = ['tests/lanes/runtimes/*.test.ts']
config.test!.exclude = ['**/node_modules/**']
export default config
