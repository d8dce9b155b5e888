import { parseArgs } from 'node:util'
import { expect, test } from 'vitest'
import { EMULATOR_FLAGS, exportLine, readEmulatorFlags } from './emulator-flags.ts'
import { startEmulator } from './start-emulator.ts'

test('flags of a command line become options', () => {
  const args = ['--port', '4100', '--latency-ms', '20', '--fault', '429:0.1', '--fault', 'stream-cut:2', '--seed', 's']

  const { values } = parseArgs({ args, options: EMULATOR_FLAGS })

  expect(readEmulatorFlags(values)).toEqual({
    port: 4100,
    latencyMillis: 20,
    faults: ['429:0.1', 'stream-cut:2'],
    seed: 's',
  })
})

test('a value that is no number is refused by name', () => {
  expect(() => readEmulatorFlags({ port: 'abc' })).toThrow('--port takes a whole number from 0 to 65535, not “abc”')
  expect(() => readEmulatorFlags({ 'latency-ms': '-1' })).toThrow('--latency-ms')
})

test('the emulator says where it is, and a taken port is an error', async () => {
  await using emulator = await startEmulator()

  expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`)
  expect(exportLine(emulator.url)).toBe(`export GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:${emulator.port}`)
  await expect(startEmulator({ port: emulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await expect(startEmulator({ faults: ['nonsense'] })).rejects.toThrow(RangeError)
})
