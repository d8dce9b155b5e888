import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cookbookFile } from './cookbook-file.ts'

const TRACE_LINK = /\/traces\/(tr-[0-9a-f]{32})\b/

export interface CookbookRun {
  readonly exitCode: number
  /** In the order in which the program printed their links. */
  readonly traceIds: readonly string[]
}

/** Runs the cookbook as a program of its own, as a user would, and passes on each line as it comes. */
export async function runCookbook(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<CookbookRun> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cookbookFile], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  const traceIds: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const found = TRACE_LINK.exec(line)?.[1]
    if (found !== undefined) traceIds.push(found)
    print(line)
  }
  return { exitCode: await exited, traceIds }
}
