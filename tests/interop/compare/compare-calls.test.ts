import { expect, test } from 'vitest'
import { compareCalls, unusedReasons, type MadeCalls } from './compare-calls.ts'
import type { ReasonedDifference } from './differences.ts'
import type { Json } from './normalize.ts'

const NOW = 1_795_000_000_000

/** One call that gave `value`, at a server of its own. */
const made = (value: Json, port: number, id = '7'): MadeCalls => ({
  url: `http://127.0.0.1:${port}`,
  startedMillis: NOW,
  endedMillis: NOW + 1,
  experiments: { [id]: 'alpha' },
  calls: [{ family: 'f', api: 'a', case: 'c', value, complaints: [] }],
})

const differences = (theirs: MadeCalls, ours: MadeCalls, reasons: readonly ReasonedDifference[] = []) =>
  compareCalls(theirs, ours, reasons)[0]!.differences

test('ids, times of now, addresses and numbers of experiments are no differences', () => {
  const at = (port: number, digit: string, id: string): MadeCalls =>
    made(
      {
        trace: `tr-${digit.repeat(32)}`,
        told: `http://127.0.0.1:${port}/tr-${digit.repeat(32)} of a-${digit.repeat(32)}`,
        created: NOW + port,
        nanos: BigInt(NOW) * 1_000_000n + BigInt(port),
        place: `mlflow-artifacts:/${id}/x`,
        experiment_id: id,
        keys: `{'b', 'a'}`,
      },
      port,
      id,
    )
  expect(differences(at(1, 'a', '7'), at(2, 'b', '8'))).toEqual([])
})

test('which id stands where is one, and so is a time that was given', () => {
  const [a, b] = [`tr-${'a'.repeat(32)}`, `tr-${'b'.repeat(32)}`]
  expect(differences(made([a, b, a], 1), made([a, b, b], 1))).toMatchObject([{ path: 'value/2' }])
  expect(differences(made(1_767_225_600_000, 1), made(1_767_225_600_001, 1))).toHaveLength(1)
})

test('a difference is found as deep as it lies, also when something is missing', () => {
  const found = differences(made({ a: [1, { b: 'x' }], c: null }, 1), made({ a: [1, { b: 'y' }, 2] }, 1))
  expect(found.map(({ path }) => path)).toEqual(['value/a/1/b', 'value/a/2', 'value/c'])
})

test('a reason explains only what it names and what it says of the two', () => {
  const reason: ReasonedDifference = {
    call: 'f a: *',
    path: 'value',
    but: 'ours says more',
    reason: 'r',
    kind: 'chosen',
  }
  const [more] = differences(made('no', 1), made('no, because', 1), [reason])
  expect(more!.reasoned).toBe(reason)
  const [other] = differences(made('no', 1), made('yes', 1), [reason])
  expect(other!.reasoned).toBeUndefined()
  expect(unusedReasons(compareCalls(made('no', 1), made('no', 1), [reason]), [reason])).toEqual([reason])
})
