import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startClickHouseHttpFront } from '@loupe-ai/store/testing'
import { expect, test, vi } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
/** Without its comments. */
const linesOf = (path: string): string[] =>
  read(path)
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))

test('what is published is published on loopback, or inside the cluster', () => {
  const ports = linesOf('deploy/compose.yaml').flatMap(
    (line) => /^\s*ports: \[(.*)\]/.exec(line)?.[1]?.split(',') ?? [],
  )
  const kubernetes = linesOf('deploy/kubernetes.yaml').join('\n')

  expect(ports).toHaveLength(2)
  for (const port of ports) expect(port.trim()).toMatch(/^'127\.0\.0\.1:\d+:5000'$/)
  expect(linesOf('deploy/compose.yaml').join('\n')).not.toContain('network_mode')
  expect(kubernetes).toContain('type: ClusterIP')
  expect(kubernetes).toContain('kind: NetworkPolicy')
  expect(kubernetes).not.toMatch(/NodePort|LoadBalancer|kind: Ingress|hostPort|hostNetwork/)
})

test('that there is no authentication is said where it is accepted, and nowhere else', () => {
  for (const file of ['deploy/compose.yaml', 'deploy/kubernetes.yaml']) {
    expect(read(file)).toContain('has no authentication yet')
    expect(linesOf(file).join('\n')).toMatch(/LOUPE_INSECURE_NO_AUTH(: |, value: )'true'/)
  }
  expect(linesOf('deploy/Dockerfile').join('\n')).not.toContain('LOUPE_INSECURE_NO_AUTH')
})

test('the servers know every variable that they are given', () => {
  const known = new Set(
    [...read('packages/server/src/config.ts').matchAll(/env\['(LOUPE_\w+)'\]/g)].map(([, name]) => name),
  )
  const given = ['Dockerfile', 'compose.yaml', 'kubernetes.yaml', 'health-check.mjs']
    .flatMap((file) => linesOf(`deploy/${file}`))
    .flatMap((line) => [...line.matchAll(/\b(LOUPE_\w+)/g)].map(([, name]) => name!))

  expect(given.length).toBeGreaterThan(10)
  expect(given.filter((name) => !known.has(name))).toEqual([])
})

test('ClickHouse reads a cluster of two replicas from its file, and the name is the one that servers are given', async () => {
  vi.stubEnv('CLUSTER_SECRET', 'x')
  vi.stubEnv('SHARD', '1')
  vi.stubEnv('REPLICA', 'clickhouse-1')
  const folder = await mkdtemp(join(tmpdir(), 'loupe-deploy-'))
  const front = await startClickHouseHttpFront(folder, {
    sessions: 1,
    configFile: join(root, 'deploy/clickhouse/cluster.xml'),
  })
  const { origin, username, password } = new URL(front.url)
  const answer = await fetch(origin, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${username}:${decodeURIComponent(password)}`)}` },
    body: "SELECT cluster, shard_num, host_name, getMacro('replica') AS replica FROM system.clusters ORDER BY host_name FORMAT JSONCompact",
  })
  const { data } = (await answer.json()) as { data: unknown }
  await front.close()
  await rm(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()

  expect(data).toEqual([
    ['loupe', 1, 'clickhouse-1', 'clickhouse-1'],
    ['loupe', 1, 'clickhouse-2', 'clickhouse-1'],
  ])
  expect(read('deploy/compose.yaml')).toContain('LOUPE_CLICKHOUSE_CLUSTER: loupe')
})
