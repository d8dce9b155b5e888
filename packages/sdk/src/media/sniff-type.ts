type Signature = readonly [at: number, text: string, type: string]

/** How files of the kinds that models read and write begin. */
const SIGNATURES: readonly Signature[] = [
  [0, '\x89PNG\r\n', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF8', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [8, 'WAVE', 'audio/wav'],
  [0, 'ID3', 'audio/mpeg'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'fLaC', 'audio/flac'],
  [4, 'ftyp', 'video/mp4'],
  [0, '\x1aE\xdf\xa3', 'video/webm'],
  [0, '%PDF-', 'application/pdf'],
]

/** What bytes without a type are. */
export function sniffType(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 16))
  const found = SIGNATURES.find(([at, text]) => head.startsWith(text, at))
  return found?.[2] ?? 'application/octet-stream'
}
