// What is published: for each package its bundles, what stays an import, and which files ride along.
const NODE = { node: '>=22.18.0' }

export const PUBLISHED = [
  {
    name: 'sdk',
    entries: { index: 'src/index.ts' },
    external: ['@opentelemetry/api'],
    engines: { node: '>=22.12.0' },
  },
  {
    name: 'gemini-emulator',
    entries: { index: 'src/index.ts' },
    external: ['hono', '@hono/node-server'],
    engines: NODE,
  },
  {
    name: 'server',
    entries: { index: 'src/index.ts' },
    external: ['hono', '@hono/node-server', 'zod', 'chdb', 'kysely'],
    copies: { 'packages/web/dist': 'web' },
    engines: NODE,
  },
  {
    name: 'cli',
    entries: { main: 'src/main.ts', cookbook: '../../examples/cookbook.ts' },
    hasTypes: false,
    external: [
      '@loupe-ai/sdk',
      '@loupe-ai/server',
      '@loupe-ai/gemini-emulator',
      'commander',
      '@google/genai',
      '@opentelemetry/api',
    ],
    copies: { 'packages/cli/bin': 'bin' },
    engines: NODE,
  },
]
