import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'

/** The Python that has MLflow, by scripts/interop.mjs; undefined where only Node is: then these tests are skipped. */
export const python: string | undefined = process.env['LOUPE_MLFLOW_PYTHON']

export interface PythonRun {
  /** The last line that was printed, as JSON. */
  readonly said: unknown
  /** Lines of standard error, but for what MLflow tells by the way (INFO). */
  readonly complaints: readonly string[]
}

/** Runs a program with MLflow's client. Rejects, with what it printed, when it fails. */
export async function runPython(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<PythonRun> {
  const running = promisify(execFile)(python!, [script, ...args], {
    cwd: tmpdir(),
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'], HOME: tmpdir(), PYTHONDONTWRITEBYTECODE: '1', ...env },
  })
  // A client that would ask a person fails instead.
  running.child.stdin?.end()
  const { stdout, stderr } = await running
  const lines = stderr.split('\n').filter((line) => line !== '')
  return {
    said: JSON.parse(stdout.trim().split('\n').at(-1)!),
    complaints: lines.filter((line) => !/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d INFO /.test(line)),
  }
}
