// What every npm script goes through: install what is missing, find a Node that is new enough, build what is stale, run.
// Plain JavaScript that runs on Node 20, with nothing installed.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { nodeBinary } from './node-binary.mjs'
import { ensureWebBuilt } from './web-build.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...args] = process.argv.slice(2)

const loupe = join(root, 'packages', 'cli', 'bin', 'loupe.mjs')
const COMMANDS = {
  server: { needsWeb: true, argv: [loupe, 'server', ...args] },
  demo: { needsWeb: true, argv: [loupe, 'demo', ...args] },
  test: { needsWeb: true, argv: [join(root, 'scripts', 'test.mjs'), ...args] },
  lanes: { needsWeb: false, argv: [join(root, 'scripts', 'lanes.mjs'), ...args] },
  interop: { needsWeb: false, argv: [join(root, 'scripts', 'interop.mjs'), ...args] },
  fuzz: { needsWeb: false, argv: [join(root, 'tests', 'fuzz', 'main.ts'), ...args] },
  torture: { needsWeb: false, argv: [join(root, 'tests', 'torture', 'main.ts'), ...args] },
  seed: { needsWeb: false, argv: [join(root, 'bench', 'seed', 'main.ts'), ...args] },
  check: { needsWeb: false, argv: [join(root, 'scripts', 'check.mjs'), ...args] },
  pack: { needsWeb: true, argv: [join(root, 'scripts', 'pack', 'pack.mjs'), ...args] },
  screenshots: { needsWeb: true, argv: [join(root, 'scripts', 'screenshots.mjs'), ...args] },
  bench: { needsWeb: false, argv: [join(root, 'bench', 'run.ts'), ...args] },
}

const chosen = COMMANDS[command]
if (chosen === undefined) {
  process.stderr.write(`Unknown command ${command}: one of ${Object.keys(COMMANDS).join(', ')}.\n`)
  process.exit(2)
}

ensureInstalled(root)
const node = nodeBinary(root)
if (chosen.needsWeb) ensureWebBuilt(root, node)

// The working folder stays the caller's: `.loupe` is made where the command was given.
const child = spawn(node, chosen.argv, {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}` },
})
// This process only has to outlive the child. A signal may have been sent to us alone, so each is passed on; the child knows
// that one Ctrl-C can reach it twice.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`${node} could not be started: ${error.message}\n`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
