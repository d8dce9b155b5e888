import type { LiveConnection, LiveHandler } from './attach-live.ts'

/** 20 ms of silence in stereo at 48 kHz, as base64. */
const SILENCE = Buffer.alloc(48_000 * 0.02 * 4).toString('base64')

/** Music in the least that a client needs: set up, prompts taken, one chunk of sound for each `PLAY`. */
export function openMusicSession({ send }: LiveConnection): LiveHandler {
  return {
    onMessage(message) {
      if (message['setup']) return send({ setupComplete: {} })
      if (message['playbackControl'] !== 'PLAY') return
      send({ serverContent: { audioChunks: [{ data: SILENCE, mimeType: 'audio/l16;rate=48000;channels=2' }] } })
    },
    onClose() {},
  }
}
