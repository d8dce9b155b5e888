import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const installed = (name: string): string => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url))
const instrumentation = 'packages/sdk/src/instrument/google-genai'

const config: ViteUserConfig = mergeConfig(
  base,
  defineConfig({
    root,
    test: {
      env: {
        LOUPE_TEST_GENAI_FOLDERS: ['genai-v1', 'genai-v2'].map(installed).join(','),
        LOUPE_TEST_NODE_22: join(installed('node-22'), 'bin', 'node'),
      },
    },
  }),
)
// Merging joins lists; a lane runs what it names and nothing else.
config.test!.include = [`${instrumentation}/**/*.test.ts`, 'tests/lanes/google-genai-majors/*.test.ts']
config.test!.exclude = [
  // Finding the copy that this checkout itself resolves is no matter of the major.
  `${instrumentation}/find-modules.test.ts`,
  '**/node_modules/**',
]
export default config
