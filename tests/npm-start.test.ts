import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** `npm start` in a process group of its own, as a terminal has it; `interrupt` presses Ctrl-C. */
async function npmStart(dataDir: string) {
  const npm = spawn('npm', ['start', '--', '--port', '0', '--data-dir', dataDir], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  for await (const piece of npm.stdout.setEncoding('utf8')) {
    output += String(piece)
    if (output.includes('Ctrl-C')) break
  }
  return {
    output,
    interrupt: async (target: 'the terminal' | 'npm alone') => {
      process.kill(target === 'npm alone' ? npm.pid! : -npm.pid!, 'SIGINT')
      const [code] = await once(npm, 'exit')
      return code as number | null
    },
  }
}

test.each(['the terminal', 'npm alone'] as const)(
  'npm start ends with 0 on a Ctrl-C that comes from %s',
  async (from) => {
    const folder = await mkdtemp(join(tmpdir(), 'loupe-npm-start-'))
    try {
      const started = await npmStart(folder)

      expect(started.output).toContain(`${folder} (0 traces)`)
      expect(await started.interrupt(from)).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
