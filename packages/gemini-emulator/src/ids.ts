import { seededBytes } from './seeded.ts'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A response id as the service gives it: 23 URL-safe base64 characters. */
export function responseId(seed: string): string {
  return seededBytes(`response:${seed}`, 17).toString('base64url')
}

/** The id of a Gemini 3 function call: 8 lower-case letters or digits. */
export function functionCallId(seed: string): string {
  return Array.from(seededBytes(`call:${seed}`, 8), (byte) => LETTERS_AND_DIGITS[byte % 36]).join('')
}

/** An opaque thought signature: base64 of a small protobuf-like envelope, which is why the real ones all begin alike. */
export function thoughtSignature(seed: string): string {
  const envelope = Buffer.from([0x12, 0xa4, 0x01, 0x0a, 0xa1, 0x01, 0x01, 0x72])
  return Buffer.concat([envelope, seededBytes(`signature:${seed}`, 112)]).toString('base64')
}
