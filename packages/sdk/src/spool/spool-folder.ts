import type { Environment } from '../config.ts'
import type { Target } from '../process/destination.ts'
import { findDisk, type Disk } from './disk.ts'
import { makeFolder } from './make-folder.ts'

/** Where all spools of a user lie; undefined where there is no disk, or the environment names no place for such things. */
export function spoolRootOf(env: Environment): string | undefined {
  const disk = findDisk()
  return disk && spoolRoot(env, process.platform, disk.path)
}

export function spoolRoot(env: Environment, platform: string, path: Disk['path']): string | undefined {
  const given = env['LOUPE_SPOOL_DIR']
  if (given !== undefined && given !== '') return given
  const state = stateFolder(env, platform, path)
  return state === undefined ? undefined : path.join(state, 'loupe', 'spool')
}

function stateFolder(env: Environment, platform: string, path: Disk['path']): string | undefined {
  const below = (variable: string, ...parts: string[]): string | undefined => {
    const folder = env[variable]
    return folder === undefined || folder === '' ? undefined : path.join(folder, ...parts)
  }
  // A service of systemd has no home, but perhaps a folder of its own.
  const serviceFolder = env['STATE_DIRECTORY']?.split(':')[0] || undefined
  if (platform === 'win32') return below('LOCALAPPDATA')
  if (platform === 'darwin') return below('HOME', 'Library', 'Application Support')
  return below('XDG_STATE_HOME') ?? below('HOME', '.local', 'state') ?? serviceFolder
}

/** What a folder says of itself, for people and for `loupe spool`: a target, without any password. */
export const DESCRIPTION_FILE = 'destination.json'

/**
 * The folder of a target, made when missing, for its user alone. `target` holds no password. Throws what the file system
 * throws, and when the folder is somebody else's.
 */
export function openFolder({ fs, path }: Disk, root: string, target: Target): string {
  // A program may change its working folder.
  const folder = path.resolve(root, folderNameOf(target))
  makeFolder(fs, path, folder)
  const { uid } = fs.statSync(folder)
  const me = process.getuid?.()
  if (me !== undefined && uid !== me) throw new Error(`${folder} belongs to another user`)
  const { kind, uri } = target
  const file = path.join(folder, DESCRIPTION_FILE)
  // Others may be reading it.
  if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify({ kind, uri }), { mode: 0o600 })
  return folder
}

/** A name for the folder of a target: readable, and different for different ones. */
export function folderNameOf({ kind, uri }: Target): string {
  // Two 32-bit halves of FNV-1a, from either end: no secret, only a short name.
  const text = `${kind} ${uri}`
  const forth = fnv(text)
  const back = fnv([...text].toReversed().join(''))
  const host = URL.canParse(uri) ? new URL(uri).host : uri
  const readable = host.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 40)
  return `${readable}-${hex(forth)}${hex(back)}`
}

function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

const hex = (number: number): string => number.toString(16).padStart(8, '0')
