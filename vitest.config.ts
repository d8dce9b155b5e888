import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    // They need an installation of their own: `npm run test:lanes`.
    exclude: ['**/node_modules/**', 'tests/lanes/**'],
    // The engine is a native addon that keeps one server for each process: a process for each file keeps folders apart.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Read when a process starts; the launcher does the same for the server (docs/decisions/0003).
    // Tests that spool name a folder of their own: nothing is written to the developer's.
    env: { UV_THREADPOOL_SIZE: '24', LOUPE_SPOOL: 'false' },
  },
})

export default config
