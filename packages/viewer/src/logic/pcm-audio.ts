const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
const DEFAULT_RATE = 24_000

/** Samples per second of bare 16-bit samples in one channel, as Gemini speaks (`audio/L16;codec=pcm;rate=24000`). */
export function pcmRate(contentType: string | undefined): number | undefined {
  if (!/^audio\/(l16|pcm)(;|$)/i.test(contentType ?? '')) return undefined
  const rate = Number(/;\s*rate=(\d{3,6})(?:;|$)/i.exec(contentType!)?.[1] ?? DEFAULT_RATE)
  return rate > 0 ? rate : DEFAULT_RATE
}

/**
 * The header of a WAV file for such samples: with it a browser plays them. They are taken as little-endian, which is what
 * Gemini sends whatever the type says (RFC 3551 has L16 in network order).
 */
export function wavHeader(sampleBytes: number, rate: number): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES))
  const word = (at: number, text: string) =>
    [...text].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  header.setUint32(4, HEADER_BYTES - 8 + sampleBytes, true)
  word(8, 'WAVEfmt ')
  header.setUint32(16, 16, true)
  header.setUint16(20, 1, true)
  header.setUint16(22, 1, true)
  header.setUint32(24, rate, true)
  header.setUint32(28, rate * SAMPLE_BYTES, true)
  header.setUint16(32, SAMPLE_BYTES, true)
  header.setUint16(34, 8 * SAMPLE_BYTES, true)
  word(36, 'data')
  header.setUint32(40, sampleBytes, true)
  return new Uint8Array(header.buffer)
}
