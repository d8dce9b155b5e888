import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { runApplication } from './run-application.ts'

/** Tests of an application that has an OpenTelemetry SDK of its own. */
export function testNesting(lane: string): void {
  test('ours nests under theirs and theirs under ours, in one trace, with their context manager', async () => {
    const { said, ours, stderr } = await runApplication(lane)
    expect(stderr).toBe('')
    const theirs = new Map(said.theirs.map((span) => [span.name, span]))
    const sent = new Map(ours.map((span) => [span.name, span]))
    expect([...theirs.keys()].toSorted()).toEqual(['their query', 'their request'])
    expect(sent.get('our answer')?.parentSpanId).toBe(theirs.get('their request')?.spanId)
    expect(theirs.get('their query')?.parentSpanId).toBe(sent.get('our answer')?.spanId)
    expect(sent.get('our tool')?.parentSpanId).toBe(theirs.get('their query')?.spanId)
    expect(new Set([...said.theirs, ...ours].map(({ traceId }) => traceId)).size).toBe(1)
    expect(said.managerIsTheirs).toBe(true)
    // By the span processor.
    expect(sent.get('their request')).toMatchObject({ spanId: theirs.get('their request')!.spanId, parentSpanId: '' })
    expect(ours).toHaveLength(4)
  })

  testPeer(lane)
}

/** npm installs the SDK beside what the application has: the one peer that it wants is there already. */
export function testPeer(lane: string): void {
  test("the application's @opentelemetry/api is one that the SDK takes", async () => {
    const json = async (path: string): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    const { peerDependencies, dependencies } = await json(join(lane, '../../../packages/sdk/package.json'))
    expect(peerDependencies).toEqual({ '@opentelemetry/api': '>=1.9.0 <2' })
    expect(Object.keys(dependencies as object).filter((name) => name.startsWith('@opentelemetry/'))).toEqual([])
    const { version } = await json(join(lane, 'node_modules/@opentelemetry/api/package.json'))
    expect(String(version)).toMatch(/^1\.(9|\d\d+)\.\d+$/)
  })
}
