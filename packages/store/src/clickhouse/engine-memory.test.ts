import { expect, test } from 'vitest'
import { engineMemory } from './engine-memory.ts'

const MIB = 1024 * 1024

test.each([
  [64 * 1024, 1536, 768],
  [2048, 1536, 768],
  [1024, 800, 400],
  [512, 288, 144],
  [256, 160, 80],
])('of %i MiB the engine takes %i, and a read %i', (available, total, read) => {
  expect(engineMemory(available * MIB)).toEqual({ totalBytes: total * MIB, readBytes: read * MIB })
})

test('where nothing bounds the process, the bound is the engine’s own', () => {
  expect(engineMemory(Number.POSITIVE_INFINITY)).toEqual({ totalBytes: 1536 * MIB, readBytes: 768 * MIB })
})
