import { crc32, deflateSync } from 'node:zlib'
import { seededBytes } from '../seeded.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const LONGER_SIDE = 64

/** Width and height in pixels of a small picture of this shape (`16:9`); square when it cannot be read. */
export function sizeOfShape(aspectRatio: string | undefined): { width: number; height: number } {
  const [wide = 1, high = 1] = /^\d{1,2}:\d{1,2}$/.test(aspectRatio ?? '') ? aspectRatio!.split(':').map(Number) : []
  const longer = Math.max(wide, high, 1)
  const scaled = (side: number): number => Math.max(1, Math.round((LONGER_SIDE * side) / longer))
  return { width: scaled(wide), height: scaled(high) }
}

/** A PNG in true colour: a gradient between two colours that depend on `seed` only. */
export function drawPng(seed: string, { width, height }: { width: number; height: number }): Buffer {
  const colours = seededBytes(`png:${seed}`, 6)
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = (x / width + y / height) / 2
      for (let channel = 0; channel < 3; channel++) {
        const value = colours[channel]! * (1 - share) + colours[channel + 3]! * share
        rows[y * (width * 3 + 1) + 1 + x * 3 + channel] = Math.round(value)
      }
    }
  }
  return writePng(rows, width, height, 2)
}

/** A PNG in grey of a round mask: white inside, black outside. */
export function drawMask({ width, height }: { width: number; height: number }): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = Math.hypot((x / width - 0.5) * 2, (y / height - 0.5) * 2) < 0.7
      rows[y * (width + 1) + 1 + x] = isInside ? 255 : 0
    }
  }
  return writePng(rows, width, height, 0)
}

function writePng(rows: Buffer, width: number, height: number, colourType: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colourType, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, sum])
}
