import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { readmeSnippet } from './readme-snippet.mjs'

/** Installs the tarballs in an empty project outside the repository and uses them as the README says. Throws on any failure. */
export async function tryTarballs(root, tarballs) {
  const results = []
  const check = async (name, work) => {
    try {
      await work()
      results.push(true)
      console.log(`ok     ${name}`)
    } catch (error) {
      results.push(false)
      console.log(`FAILED ${name}\n${error.stack ?? error}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
    }
  }

  for (const tarball of tarballs) {
    await check(`${tarball.name} is a sound package`, () => lint(tarball))
    await check(`${tarball.name} names no internal package`, () => namesNoInternalPackage(tarball))
  }

  const project = mkdtempSync(join(tmpdir(), 'loupe-pack-'))
  try {
    await check('the tarballs install in an empty project', () => install(root, project, tarballs))
    await check('the snippet passes tsc', () => typeCheck(root, project))
    const server = await startInstalledServer(project)
    try {
      await check('the snippet runs as an ES module', () => runSnippet(root, project, server.url, 'esm'))
      await check('the snippet runs as CommonJS', () => runSnippet(root, project, server.url, 'cjs'))
    } finally {
      await server.stop()
    }
    await check('loupe demo --exit works as installed', () => runDemo(project))
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
  const failed = results.filter((passed) => !passed).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
  if (failed > 0) process.exit(1)
}

async function lint(tarball) {
  const { messages, pkg } = await publint({ pkgDir: tarball.folder, level: 'warning', strict: true })
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join('\n'))
}

const PUBLISHED_NAMES = /@loupe-ai\/(?!(?:sdk|server|cli|notebook|gemini-emulator)(?:['"/]|\b))/

function namesNoInternalPackage(tarball) {
  for (const file of readdirSync(join(tarball.folder, 'dist')).filter(
    (name) => name.endsWith('ts') || name.endsWith('js'),
  )) {
    const imports = readFileSync(join(tarball.folder, 'dist', file), 'utf8')
      .split('\n')
      .filter((line) => /\bfrom\s+['"]|\bimport\(?\s*['"]|\brequire\(/.test(line) && PUBLISHED_NAMES.test(line))
    if (imports.length > 0) throw new Error(`${file}: ${imports.join('\n')}`)
  }
}

const MODULES = ['@google/genai', '@opentelemetry/api', 'typescript', '@types/node']

function install(root, project, tarballs) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const exact = MODULES.map((name) => `${name}@${devDependencies[name]}`)
  writeFileSync(join(project, 'package.json'), '{ "name": "tries-loupe", "private": true }\n')
  execFileSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--loglevel=error',
      ...tarballs.map(({ path }) => path),
      ...exact,
    ],
    {
      cwd: project,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
}

function typeCheck(root, project) {
  writeFileSync(join(project, 'snippet.mts'), readmeSnippet(root))
  writeFileSync(join(project, 'snippet.cts'), asTypedCommonJs(readmeSnippet(root)))
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
  ]
  execFileSync(
    process.execPath,
    [join(project, 'node_modules', 'typescript', 'bin', 'tsc'), ...options, 'snippet.mts', 'snippet.cts'],
    {
      cwd: project,
      encoding: 'utf8',
    },
  )
}

const asCommonJs = (snippet) =>
  `;(async () => {\n${snippet
    .replaceAll(/^import \* as (\w+) from '(.+)'$/gm, "const $1 = require('$2')")
    .replaceAll(/^import \{ (.+) \} from '(.+)'$/gm, "const { $1 } = require('$2')")}\n})()\n`

const asTypedCommonJs = (snippet) => {
  const lines = snippet.split('\n')
  const isImport = (line) => line.startsWith('import ')
  const body = lines.filter((line) => !isImport(line)).join('\n')
  return `${lines.filter(isImport).join('\n')}\nvoid (async () => {\n${body}\n})()\n`
}

const installedLoupe = (project) => join(project, 'node_modules', '@loupe-ai', 'cli', 'bin', 'loupe.mjs')

async function startInstalledServer(project) {
  const child = spawn(process.execPath, [installedLoupe(project), 'server', '--port', '0'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/localhost:\d+/.exec(line)?.[0]
    if (url) {
      child.stdout.resume()
      return {
        url,
        stop: async () => {
          child.kill('SIGINT')
          await exited
        },
      }
    }
  }
  throw new Error('the installed server ended before it said where it listens')
}

async function runSnippet(root, project, url, format) {
  const snippet = readmeSnippet(root)
  const file = join(project, format === 'esm' ? 'snippet.mjs' : 'snippet.cjs')
  writeFileSync(file, format === 'esm' ? snippet : asCommonJs(snippet))
  const experiment = `pack-${format}`
  const { startEmulator } = await import(
    join(project, 'node_modules', '@loupe-ai', 'gemini-emulator', 'dist', 'index.mjs')
  )
  const emulator = await startEmulator({ port: 0 })
  try {
    const env = {
      ...process.env,
      LOUPE_TRACKING_URI: url,
      MLFLOW_EXPERIMENT_NAME: experiment,
      GOOGLE_GEMINI_BASE_URL: emulator.url,
      GEMINI_API_KEY: 'emulator',
    }
    // Not the synchronous kind: the emulator answers from this very process.
    await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [file], { cwd: project, env, stdio: ['ignore', 'inherit', 'inherit'] })
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the snippet ended with ${code}`))))
    })
  } finally {
    await emulator.close()
  }
  const found = await (
    await fetch(`${url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=${experiment}`)
  ).json()
  const search = await fetch(`${url}/api/3.0/mlflow/traces/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: found.experiment.experiment_id } }],
    }),
  })
  const { traces = [] } = await search.json()
  if (traces.length !== 1) throw new Error(`the server has ${traces.length} traces of the snippet, not 1`)
}

function runDemo(project) {
  const env = { ...process.env, GEMINI_API_KEY: '', GOOGLE_API_KEY: '' }
  execFileSync(
    process.execPath,
    [installedLoupe(project), 'demo', '--exit', '--port', '0', '--data-dir', join(project, '.loupe-demo')],
    {
      cwd: project,
      env,
      encoding: 'utf8',
    },
  )
}
