import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'

export interface PostgresServer extends AsyncDisposable {
  /** The URL of a new, empty database, as a person gives it. */
  newDatabase(): Promise<string>
}

/** Why tests of PostgreSQL do not run here; undefined if they do. Throws where they must (`LOUPE_REQUIRE_POSTGRES=1`). */
export function noPostgres(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  if (findPrograms() !== undefined) return undefined
  const reason = 'PostgreSQL is not installed here (Debian: apt-get install postgresql)'
  if (env['LOUPE_REQUIRE_POSTGRES'] === '1') throw new Error(reason)
  return reason
}

/** A PostgreSQL of one's own in a temporary folder, reached by a socket in it. Gone with its data when disposed. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPrograms()
  if (programs === undefined) throw new Error(noPostgres())
  // Not below the folder that tests are told to use: the path of a socket has at most 107 bytes.
  const folder = await mkdtemp(join(existsSync('/tmp') ? '/tmp' : tmpdir(), 'loupe-pg-'))
  const as = ordinaryUser()
  if (as.uid !== undefined && as.gid !== undefined) await chown(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  // A locale that orders texts unlike SQLite: what we rely on must not come from the server's settings.
  const locale = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US']
  const init = ['-D', data, '-U', 'loupe', '-A', 'trust', '--no-sync', '-E', 'UTF8', ...locale]
  execFileSync(join(programs, 'initdb'), init, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const fast = ['-c', 'fsync=off', '-c', 'shared_buffers=16MB', '-c', 'max_connections=200']
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', ...fast], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line)
    if (line.includes('ready to accept connections')) break
  }
  if (!lines.at(-1)?.includes('ready')) throw new Error(`PostgreSQL did not start:\n${lines.join('\n')}`)
  server.stderr.resume()

  let databases = 0
  const urlOf = (database: string): string =>
    `postgres://loupe:a%2Fpass@localhost/${database}?host=${encodeURIComponent(folder)}`
  return {
    async newDatabase() {
      const name = `test_${++databases}`
      const client = new Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return urlOf(name)
    },
    async [Symbol.asyncDispose]() {
      const exited = once(server, 'exit')
      server.kill('SIGQUIT')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Where Debian and others put them; the newest first. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((left, right) => Number(right) - Number(left)) : []
  const folders = [...versions.map((version) => join(root, version, 'bin')), '/usr/local/bin', '/opt/homebrew/bin']
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))))
}

/** PostgreSQL refuses to run as root. */
function ordinaryUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}
