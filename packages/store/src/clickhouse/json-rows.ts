const LINE_FEED = 0x0a

/** Reads JSONEachRow. Line by line, because a whole result may be longer than the longest string. */
export function readJsonRows<Row>(bytes: Uint8Array): Row[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rows: Row[] = []
  for (let start = 0; start < buffer.length;) {
    const found = buffer.indexOf(LINE_FEED, start)
    const end = found === -1 ? buffer.length : found
    if (end > start) rows.push(JSON.parse(buffer.toString('utf8', start, end)) as Row)
    start = end + 1
  }
  return rows
}
