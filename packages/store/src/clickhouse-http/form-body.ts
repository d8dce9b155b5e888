import { randomUUID } from 'node:crypto'

export interface FormBody {
  readonly contentType: string
  readonly bytes: Buffer
}

/** A body of multipart/form-data (RFC 7578); names are made of letters, digits and `_`. */
export function formBody(fields: Readonly<Record<string, string>>): FormBody {
  const boundary = `loupe-${randomUUID()}`
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  }
}
