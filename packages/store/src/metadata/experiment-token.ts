import { InvalidPageToken } from '../trace-store.ts'

/** The last experiment of a page. */
export interface ExperimentPlace {
  readonly createdMillis: number
  readonly id: number
}

export const encodeExperimentToken = ({ createdMillis, id }: ExperimentPlace): string =>
  Buffer.from(`${createdMillis},${id}`).toString('base64url')

/** Throws InvalidPageToken. */
export function decodeExperimentToken(token: string): ExperimentPlace {
  const [, createdMillis, id] = /^(\d{1,15}),(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (createdMillis === undefined || id === undefined) throw new InvalidPageToken('the page token cannot be read')
  return { createdMillis: Number(createdMillis), id: Number(id) }
}
