import { type Finding, ok, fail } from './finding.ts'

const MIN_NODE = [22, 12] as const
const MIN_SERVER_NODE = [22, 18] as const

/** `version` as in `process.versions.node`. */
export function checkNode(version: string): Finding {
  if (!isAtLeast(version, MIN_NODE)) {
    return fail(`Node ${version} is too old for the SDK`, `Install Node ${MIN_NODE.join('.')} or newer.`)
  }
  return ok(
    `Node ${version}${isAtLeast(version, MIN_SERVER_NODE) ? '' : `, enough for the SDK; a server needs ${MIN_SERVER_NODE.join('.')}`}`,
  )
}

function isAtLeast(version: string, [minMajor, minMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > minMajor || (major === minMajor && minor >= minMinor)
}
