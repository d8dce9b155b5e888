import type { Environment } from '../config.ts'
import { DEFAULT_PROFILE } from '../export/databricks/config-file.ts'
import {
  configPath,
  findWorkspace,
  hostOf,
  type CredentialSources,
  type DatabricksOptions,
  type Workspace,
} from '../export/databricks/credentials.ts'
import { requestSender, type SendRequest } from '../export/mlflow/send-request.ts'
import { LoupeError } from '../loupe-error.ts'
import { findDisk } from '../spool/disk.ts'
import { currentUser, type UserResult } from './current-user.ts'
import { askLine, isInteractive, processTerminal, type Terminal } from './terminal.ts'
import { writeProfile } from './write-profile.ts'

export interface LoginOptions {
  /** Default and only one: `databricks`. */
  readonly backend?: 'databricks'
  /** Whether a person may be asked. Default: whether the program has a terminal. */
  readonly interactive?: boolean
  /** Of `.databrickscfg`. `DATABRICKS_CONFIG_PROFILE`, then `DEFAULT`. */
  readonly profile?: string
  /** Default: the program's own. */
  readonly terminal?: Terminal
}

export interface LoginResult {
  readonly host: string
  readonly userName?: string
  readonly trackingUri: string
}

export interface LoginParts {
  readonly env: Environment
  readonly databricks: DatabricksOptions
  readonly readFile: CredentialSources['readFile']
}

const TIMEOUT_MILLIS = 20_000
const MAX_TRIES = 3
const REMEDY =
  'Set DATABRICKS_HOST and DATABRICKS_TOKEN, or write a profile into ~/.databrickscfg, or call login() in a terminal.'

/**
 * Checks the credentials of a Databricks workspace; asks for them when there are none that work and a person is there, and
 * keeps them in `.databrickscfg`. Rejects with a LoupeError that says what is wrong and how to mend it.
 */
export async function login(options: LoginOptions, parts: LoginParts): Promise<LoginResult> {
  const { backend = 'databricks', profile } = options
  if (backend !== 'databricks')
    throw new LoupeError('INVALID_PARAMETER_VALUE', `login() knows databricks, not ${String(backend)}`)
  const send = requestSender({ timeoutMillis: TIMEOUT_MILLIS })
  const uri = profile === undefined ? 'databricks' : `databricks://${encodeURIComponent(profile)}`
  const first = await checked(uri, parts, send)
  if (first.ok) return resultOf(first, uri)

  const terminal = options.terminal ?? processTerminal()
  const mayAsk = terminal !== undefined && (options.interactive ?? isInteractive(terminal))
  if (!mayAsk) throw new LoupeError(first.code, `${first.reason.replace(/\.?( Run loupe\.login.*)?$/, '')}. ${REMEDY}`)
  terminal.output.write(`${first.reason}\n`)
  const workspace = await askWorkspace(terminal, send)
  const name = profile ?? parts.env['DATABRICKS_CONFIG_PROFILE']?.trim() ?? ''
  const chosen = name === '' ? DEFAULT_PROFILE : name
  keep(workspace, chosen, parts.env)
  // Where the environment says something else, only the profile by its name gives what was typed.
  const isHidden = ['HOST', 'TOKEN', 'CLIENT_ID'].some((key) => parts.env[`DATABRICKS_${key}`] !== undefined)
  const newUri = profile === undefined && !isHidden ? 'databricks' : `databricks://${encodeURIComponent(chosen)}`
  const again = await checked(newUri, parts, send)
  if (!again.ok) throw new LoupeError(again.code, again.reason)
  terminal.output.write(`Logged in to ${again.host}${again.userName === undefined ? '' : ` as ${again.userName}`}.\n`)
  return resultOf(again, newUri)
}

type Checked =
  | { readonly ok: true; readonly host: string; readonly userName: string | undefined }
  | { readonly ok: false; readonly code: string; readonly reason: string }

async function checked(uri: string, { databricks, env, readFile }: LoginParts, send: SendRequest): Promise<Checked> {
  const found = findWorkspace(uri, { options: databricks, env, readFile })
  if (!found.ok) return { ok: false, code: 'UNAUTHENTICATED', reason: found.reason }
  const { host } = found.workspace
  const user = await currentUser(found.workspace, send, AbortSignal.timeout(TIMEOUT_MILLIS))
  return user.ok ? { ok: true, host, userName: user.userName } : { ok: false, code: codeOf(user), reason: user.reason }
}

const codeOf = ({ isRefused }: Extract<UserResult, { ok: false }>): string =>
  isRefused ? 'UNAUTHENTICATED' : 'SERVER_UNREACHABLE'

/** Asks until the workspace accepts what was typed. */
async function askWorkspace(terminal: Terminal, send: SendRequest): Promise<Workspace> {
  let reason = 'nothing was typed'
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const typed = await askLine(terminal, 'Databricks host (begins with https://): ')
    if (typed === undefined) break
    const host = hostOf(typed)
    if (host === undefined || typed === '') {
      terminal.output.write('That is not an address that begins with https://\n')
      reason = 'no usable host was typed'
      continue
    }
    const token = await askLine(terminal, 'Token (is not shown): ', { isSecret: true })
    if (token === undefined || token === '') break
    const workspace: Workspace = { host, auth: { kind: 'token', token } }
    const user = await currentUser(workspace, send, AbortSignal.timeout(TIMEOUT_MILLIS))
    if (user.ok) return workspace
    reason = user.reason
    terminal.output.write(`${reason}\n`)
  }
  throw new LoupeError('UNAUTHENTICATED', `login() ended without credentials that work: ${reason}`)
}

function keep({ host, auth }: Workspace, profile: string, env: Environment): void {
  const path = configPath(env)
  const disk = findDisk()
  if (path === undefined || disk === undefined || auth.kind !== 'token')
    throw new LoupeError(
      'INVALID_STATE',
      'there is no home folder to keep the credentials in: set DATABRICKS_CONFIG_FILE',
    )
  try {
    writeProfile(disk, path, profile, { host, token: auth.token })
  } catch (error) {
    throw new LoupeError('INVALID_STATE', `${path} cannot be written`, { cause: error })
  }
}

const resultOf = ({ host, userName }: Extract<Checked, { ok: true }>, trackingUri: string): LoginResult => ({
  host,
  trackingUri,
  ...(userName !== undefined && { userName }),
})
