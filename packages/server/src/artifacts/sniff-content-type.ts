/** How files of a type begin; `at` counts bytes. */
const SIGNATURES: readonly { readonly type: string; readonly at: number; readonly text: string }[] = [
  { type: 'image/png', at: 0, text: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', at: 0, text: '\xff\xd8\xff' },
  { type: 'image/gif', at: 0, text: 'GIF8' },
  { type: 'image/webp', at: 8, text: 'WEBP' },
  { type: 'image/avif', at: 4, text: 'ftypavif' },
  { type: 'audio/wav', at: 8, text: 'WAVE' },
  { type: 'audio/mpeg', at: 0, text: 'ID3' },
  { type: 'audio/mpeg', at: 0, text: '\xff\xfb' },
  { type: 'audio/ogg', at: 0, text: 'OggS' },
  { type: 'audio/flac', at: 0, text: 'fLaC' },
  { type: 'video/quicktime', at: 4, text: 'ftypqt' },
  { type: 'video/mp4', at: 4, text: 'ftyp' },
  { type: 'video/webm', at: 0, text: '\x1a\x45\xdf\xa3' },
  { type: 'application/pdf', at: 0, text: '%PDF-' },
]

/** What MLflow's client says of a file whose name tells nothing, as those of attachments. */
const NOTHING_SAID: ReadonlySet<string> = new Set(['', 'application/octet-stream', 'binary/octet-stream'])

/** The type that a sender gave, or, where it said nothing, the one that the content begins like. */
export function contentTypeOf(given: string | undefined, beginning: Uint8Array): string | undefined {
  if (given !== undefined && !NOTHING_SAID.has(given.split(';')[0]!.trim().toLowerCase())) return given
  const text = Buffer.from(beginning.subarray(0, 32)).toString('latin1')
  return SIGNATURES.find(({ at, text: signature }) => text.startsWith(signature, at))?.type ?? given
}
