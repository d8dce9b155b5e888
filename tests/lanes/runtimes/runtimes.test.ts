import { startEmulator } from '@loupe-ai/gemini-emulator'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

import { runApplication } from '../testing/run-application.ts'

const lane = fileURLToPath(new URL('.', import.meta.url))
const installed = join(lane, 'node_modules')
const cpu = process.arch === 'arm64' ? 'arm64' : 'x64'

/** Packages hold the programs; nothing that would be run at their installation is needed. */
const PROGRAMS = {
  Deno: [
    join(installed, `@deno/linux-${cpu}-glibc/deno`),
    'run',
    '--allow-all',
    '--node-modules-dir=manual',
    '--quiet',
  ],
  Bun: [join(installed, `@oven/bun-linux-${cpu === 'arm64' ? 'aarch64' : 'x64'}/bin/bun`)],
} as const

// The lockfile holds the programs of other systems, too, but their paths are others.
test.skipIf(process.platform !== 'linux').each(Object.entries(PROGRAMS))(
  "the cookbook's flow on %s",
  async (_, program) => {
    await using emulator = await startEmulator()
    const env = {
      GEMINI_URL: emulator.url,
      HOME: installed,
      DENO_NO_UPDATE_CHECK: '1',
      DENO_DIR: join(installed, '.deno'),
    }
    const { ours, stderr } = await runApplication(lane, { program, env })
    expect(stderr).toBe('')

    const nameOf = new Map(ours.map((span) => [span.spanId, span.name]))
    const tree = ours.map(({ name, parentSpanId }) => `${nameOf.get(parentSpanId) ?? ''}/${name}`)
    expect(tree.toSorted()).toEqual([
      '/Models.generateContent',
      '/Models.generateContentStream',
      '/multi-turn',
      'Chat.sendMessage/Models.generateContent',
      'Chat.sendMessage/Models.generateContent',
      'Models.generateContent/Models.generateContent',
      'Models.generateContent/Models.generateContent',
      'Models.generateContent/multiply',
      'multi-turn/Chat.sendMessage',
      'multi-turn/Chat.sendMessage',
    ])
    expect(ours.every(({ status }) => status.code === 1)).toBe(true)
  },
)
