import { withProfile } from '../export/databricks/config-file.ts'
import type { Disk } from '../spool/disk.ts'

/** Only its owner may read the file: it holds tokens. */
const OWNER_ONLY = 0o600

/** Writes a profile into the `.databrickscfg` at `path`, whose other profiles stay. Throws what the disk throws. */
export function writeProfile(
  { fs, pid }: Disk,
  path: string,
  name: string,
  fields: Readonly<Record<string, string>>,
): void {
  const before = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
  // A link stays one, and a crash leaves the old file.
  const target = fs.existsSync(path) ? fs.realpathSync(path) : path
  const draft = `${target}.${pid}.tmp`
  fs.writeFileSync(draft, withProfile(before, name, fields), { mode: OWNER_ONLY })
  fs.chmodSync(draft, OWNER_ONLY)
  fs.renameSync(draft, target)
}
