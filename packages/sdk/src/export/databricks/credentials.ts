import type { Environment } from '../../config.ts'
import { DEFAULT_PROFILE, readProfiles, type Profile } from './config-file.ts'

/** What a program may say of its workspace. What it leaves out is read from the environment, then from `.databrickscfg`. */
export interface DatabricksOptions {
  /** E.g. `https://dbc-1234.cloud.databricks.com`. `DATABRICKS_HOST`. */
  readonly host?: string
  /** A personal access token. `DATABRICKS_TOKEN`. */
  readonly token?: string
  /** Of a service principal (OAuth M2M). `DATABRICKS_CLIENT_ID`, `DATABRICKS_CLIENT_SECRET`. */
  readonly clientId?: string
  readonly clientSecret?: string
  /** Of `.databrickscfg`. `DATABRICKS_CONFIG_PROFILE`. */
  readonly profile?: string
}

export type DatabricksAuth =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'm2m'; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }

export interface Workspace {
  /** Without a final slash. */
  readonly host: string
  readonly auth: DatabricksAuth
}

/** `reason` says what is wrong and how to mend it, and names no secret. */
export type WorkspaceResult =
  | { readonly ok: true; readonly workspace: Workspace }
  | { readonly ok: false; readonly reason: string }

export interface CredentialSources {
  readonly options: DatabricksOptions
  readonly env: Environment
  /** The text of a file; undefined where there is none. */
  readonly readFile: (path: string) => string | undefined
}

/** `databricks` or `databricks://<profile>`; undefined for any other address. */
export function readDatabricksUri(uri: string): { readonly profile?: string } | undefined {
  const match = /^databricks(?::\/\/([^/]*)\/?)?$/.exec(uri.trim())
  if (match === null) return undefined
  const profile = match[1]
  return profile === undefined || profile === '' ? {} : { profile: decodeURIComponent(profile) }
}

/**
 * The workspace behind a tracking URI. A profile that the URI names counts alone, so that no token of the environment
 * goes to the host of a file; else the environment wins over the file. Options win over both.
 */
export function findWorkspace(uri: string, { options, env, readFile }: CredentialSources): WorkspaceResult {
  const said = readDatabricksUri(uri)
  if (said === undefined) return { ok: false, reason: `${uri} is not databricks or databricks://profile` }
  const fromEnvironment = said.profile === undefined ? fieldsOf((key) => env[`DATABRICKS_${key.toUpperCase()}`]) : {}
  const profileName = said.profile ?? options.profile ?? textOf(env['DATABRICKS_CONFIG_PROFILE'])
  const hasAll = fromEnvironment.host !== undefined && profileName === undefined
  const path = configPath(env)
  const profile = hasAll ? undefined : profileIn(path, profileName ?? DEFAULT_PROFILE, readFile)
  const wants = profileName !== undefined && options.host === undefined && fromEnvironment.host === undefined
  if (wants && profile === undefined)
    return { ok: false, reason: `there is no profile ${profileName} in ${path ?? '.databrickscfg'}. ${REMEDY}` }
  const found = { ...fieldsOf((key) => profile?.get(key)), ...fromEnvironment, ...fromOptions(options) }
  return workspaceOf(found, textOf(env['DATABRICKS_AUTH_TYPE']) ?? profile?.get('auth_type'))
}

const REMEDY = 'Run loupe.login(), or set DATABRICKS_HOST and DATABRICKS_TOKEN.'

export function configPath(env: Environment): string | undefined {
  const given = textOf(env['DATABRICKS_CONFIG_FILE'])
  const home = textOf(env['HOME']) ?? textOf(env['USERPROFILE'])
  if (given !== undefined) return home !== undefined && given.startsWith('~/') ? home + given.slice(1) : given
  return home === undefined ? undefined : `${home}/.databrickscfg`
}

interface Fields {
  readonly host?: string
  readonly token?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly username?: string
  readonly password?: string
}

const fieldsOf = (read: (key: string) => string | undefined): Fields =>
  withoutAbsent({
    host: textOf(read('host')),
    token: textOf(read('token')),
    clientId: textOf(read('client_id')),
    clientSecret: textOf(read('client_secret')),
    username: textOf(read('username')),
    password: textOf(read('password')),
  })

const fromOptions = ({ host, token, clientId, clientSecret }: DatabricksOptions): Fields =>
  withoutAbsent({ host, token, clientId, clientSecret })

function profileIn(
  path: string | undefined,
  name: string,
  readFile: CredentialSources['readFile'],
): Profile | undefined {
  const text = path === undefined ? undefined : readFile(path)
  return text === undefined ? undefined : readProfiles(text).get(name)
}

function workspaceOf(fields: Fields, authType: string | undefined): WorkspaceResult {
  if (fields.host === undefined) return { ok: false, reason: `no Databricks host is known. ${REMEDY}` }
  const host = hostOf(fields.host)
  if (host === undefined)
    return { ok: false, reason: 'the Databricks host is not an address that begins with https://' }
  const auth = authOf(fields, authType)
  return auth === undefined
    ? { ok: false, reason: `no Databricks credentials are known for ${host}. ${REMEDY}` }
    : { ok: true, workspace: { host, auth } }
}

/** With its scheme, without path; undefined where a token would travel in the clear. */
export function hostOf(text: string): string | undefined {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url.origin : undefined
}

function authOf(fields: Fields, authType: string | undefined): DatabricksAuth | undefined {
  const { token, clientId, clientSecret, username, password } = fields
  const m2m = clientId !== undefined && clientSecret !== undefined && ({ kind: 'm2m', clientId, clientSecret } as const)
  if (m2m && (token === undefined || authType === 'oauth-m2m')) return m2m
  if (token !== undefined) return { kind: 'token', token }
  return username !== undefined && password !== undefined ? { kind: 'basic', username, password } : undefined
}

const textOf = (value: string | undefined): string | undefined => {
  const text = value?.trim()
  return text === '' ? undefined : text
}

const withoutAbsent = (fields: { readonly [Key in keyof Fields]: Fields[Key] | undefined }): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
