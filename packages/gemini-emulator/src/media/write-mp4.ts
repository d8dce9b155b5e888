const TIMESCALE = 1000

/** A valid MP4 of one second without tracks: what a program needs to tell that a video came. */
export function writeMp4(): Buffer {
  const movieHeader = Buffer.alloc(100)
  movieHeader.writeUInt32BE(TIMESCALE, 12)
  movieHeader.writeUInt32BE(TIMESCALE, 16)
  movieHeader.writeUInt32BE(0x00010000, 20)
  movieHeader.writeUInt16BE(0x0100, 24)
  // The unity matrix, which every reader expects.
  for (const [at, value] of [
    [36, 0x00010000],
    [52, 0x00010000],
    [68, 0x40000000],
    [96, 1],
  ] as const) {
    movieHeader.writeUInt32BE(value, at)
  }
  const brands = Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')
  return Buffer.concat([box('ftyp', brands), box('moov', box('mvhd', movieHeader)), box('mdat', Buffer.alloc(0))])
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}
