/** Samples for each second of speech. */
const RATE = 24_000

/** MIME type of spoken answers: bare samples of 16 bits, one channel. */
export const SPEECH_TYPE: string = `audio/L16;codec=pcm;rate=${RATE}`

/** Tokens for each second of spoken output. */
export const SPEECH_TOKENS_PER_SECOND = 25

/** How long speaking `text` takes, in seconds; at most 10. */
export function speechSeconds(text: string): number {
  return Math.min(10, Math.max(0.2, text.split(/\s+/).length / 3))
}

/** Samples of a tone that swells with each word, as long as `speechSeconds` says. */
export function writeSpeech(text: string): Buffer {
  const samples = Math.round(speechSeconds(text) * RATE)
  const bytes = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    const loudness = Math.abs(Math.sin((Math.PI * 3 * i) / RATE)) * 8000
    bytes.writeInt16LE(Math.round(Math.sin((2 * Math.PI * 180 * i) / RATE) * loudness), i * 2)
  }
  return bytes
}
