import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLoupe } from '../run-loupe.ts'

export interface Started extends AsyncDisposable {
  readonly url: string
}

/** The server, a program of its own with a folder of its own, on a free port. */
export async function startLoupe(): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-interop-'))
  const program = runLoupe(['server', '--port', '0', '--data-dir', folder])
  const close = async (): Promise<void> => {
    await program[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  return started(program.printed(/open\s+(http\S+)/), close)
}

/** A Gemini that needs no key and no network, a program of its own. */
export function startGemini(): Promise<Started> {
  const program = runLoupe(['gemini-emulator', '--port', '0'])
  return started(program.printed(/listens on (http\S+)/), async () => program[Symbol.asyncDispose]())
}

async function started(url: Promise<string>, close: () => Promise<void>): Promise<Started> {
  try {
    return { url: await url, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}
