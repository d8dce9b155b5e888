import { expect, test } from 'vitest'
import { pcmRate, wavHeader } from './pcm-audio.ts'

test.each([
  ['audio/L16;codec=pcm;rate=24000', 24_000],
  ['audio/l16; rate=16000', 16_000],
  ['audio/pcm', 24_000],
  ['audio/L16;rate=0000', 24_000],
  ['audio/wav', undefined],
  ['audio/L160', undefined],
  [undefined, undefined],
])('%s has the rate %s', (type, rate) => {
  expect(pcmRate(type)).toBe(rate)
})

test('the header tells what follows it', () => {
  const header = wavHeader(48_000, 24_000)
  const view = new DataView(header.buffer)

  expect(header).toHaveLength(44)
  expect(new TextDecoder().decode(header.subarray(0, 4))).toBe('RIFF')
  expect([4, 24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([48_036, 24_000, 48_000, 48_000])
})
