import { resolve } from 'node:path'
import * as loupe from '@loupe-ai/sdk'
import { Command } from 'commander'
import { checkExperiment } from '../doctor/check-experiment.ts'
import { checkFolder } from '../doctor/check-folder.ts'
import { checkNode } from '../doctor/check-node.ts'
import { checkPackages } from '../doctor/check-packages.ts'
import { checkSending } from '../doctor/check-sending.ts'
import { checkServer } from '../doctor/check-server.ts'
import { type Finding, warn } from '../doctor/finding.ts'
import { styled, type Terminal } from '../terminal/terminal.ts'

interface DoctorFlags {
  readonly url?: string
  readonly dataDir?: string
  readonly experiment?: string
}

const DEFAULT_URL = 'http://localhost:5000'
const STYLES = { ok: 'green', warn: 'cyan', fail: 'red' } as const

/** `loupe doctor`: why is no trace showing? Ends with 1 if something must be mended. */
export const doctorCommand = (terminal: Terminal): Command =>
  new Command('doctor')
    .option('--url <url>', 'of the server (LOUPE_TRACKING_URI, MLFLOW_TRACKING_URI; default http://localhost:5000)')
    .option('--data-dir <folder>', 'of a server on this machine (LOUPE_DATA_DIR; default .loupe)')
    .option('--experiment <name>', 'in which traces are missing (MLFLOW_EXPERIMENT_NAME)')
    .action(async (flags: DoctorFlags) => {
      const { env } = process
      const url = (flags.url ?? env['LOUPE_TRACKING_URI'] ?? env['MLFLOW_TRACKING_URI'] ?? DEFAULT_URL).replace(
        /\/+$/,
        '',
      )
      const dataDir = resolve(flags.dataDir ?? env['LOUPE_DATA_DIR'] ?? '.loupe')
      const experiment = flags.experiment ?? env['MLFLOW_EXPERIMENT_NAME'] ?? env['MLFLOW_EXPERIMENT_ID']
      let failed = 0
      const tell = (findings: readonly Finding[]): void => {
        for (const { level, what, remedy } of findings) {
          terminal.print(`${styled(terminal, STYLES[level], level.padEnd(4))}  ${what}`)
          if (remedy !== undefined) terminal.print(`      ${remedy}`)
          if (level === 'fail') failed++
        }
      }
      tell([checkNode(process.versions.node)])
      const server = await checkServer(url)
      tell(server.findings)
      if (server.loupeVersion !== undefined && experiment !== undefined) tell([await checkExperiment(url, experiment)])
      tell(await checked('the data folder', () => checkFolder(dataDir, url)))
      tell(await checked('node_modules', () => checkPackages(process.cwd(), server.loupeVersion)))
      tell(await checked('the spool', () => checkSending(env, loupe.listSpools())))
      if (failed > 0) process.exitCode = 1
    })

/** What cannot be looked at is no reason to look at nothing else. */
async function checked(what: string, check: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [warn(`${what} cannot be looked at: ${reason}`, 'Check who owns it, and its permissions.')]
  }
}
