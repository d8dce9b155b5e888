// What is published: for each package its bundles and which files ride along. What is private is bundled in; every
// other import stays one and becomes a dependency.
const NODE = { node: '>=22.18.0' }

export const PUBLISHED = [
  {
    name: 'sdk',
    entries: { index: 'src/index.ts', register: 'src/register.ts' },
    sideEffects: ['./dist/register.mjs'],
    engines: { node: '>=22.12.0' },
  },
  { name: 'gemini-emulator', entries: { index: 'src/index.ts' }, engines: NODE },
  { name: 'server', entries: { index: 'src/index.ts' }, copies: { 'packages/web/dist': 'dist/web' }, engines: NODE },
  {
    name: 'cli',
    entries: { main: 'src/main.ts', cookbook: '../../examples/cookbook.ts' },
    hasTypes: false,
    // The peer of the SDK that the demo's program uses.
    alsoNeeds: ['@opentelemetry/api'],
    copies: { 'packages/cli/bin': 'bin' },
    engines: NODE,
  },
]
