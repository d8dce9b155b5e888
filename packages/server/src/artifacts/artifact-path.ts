import { ApiError } from '../http/api-error.ts'

const MAX_CHARACTERS = 2000
const MAX_DECODINGS = 10

/**
 * The names of a path that a client gave, from the outside in; none for the root. As MLflow's server does, it is decoded
 * until nothing is left to decode, and what could mean another place than it says is refused: `..`, a backslash, control
 * characters, an absolute path, a drive, a scheme, a fragment. Throws an ApiError.
 */
export function artifactPathFrom(text: string): readonly string[] {
  const path = decoded(text)
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  const isOdd = /[\\#\0-\x1f\x7f]/.test(path) || /^(\/|[a-z]:|file:)/i.test(path)
  if (isOdd || names.includes('..') || path.length > MAX_CHARACTERS || !path.isWellFormed()) {
    throw new ApiError('INVALID_PARAMETER_VALUE', 'Invalid path')
  }
  return names
}

/** As `artifactPathFrom`, of a file: the path ends with its name. */
export function filePathFrom(text: string): readonly string[] {
  const names = artifactPathFrom(text)
  if (names.length > 0 && !text.endsWith('/')) return names
  const message = "Artifact path must include a filename (cannot end with '/')."
  throw new ApiError('INVALID_PARAMETER_VALUE', message)
}

function decoded(text: string): string {
  let path = text
  for (let round = 0; round < MAX_DECODINGS; round++) {
    const next = unquoted(path)
    if (next === path) return path
    path = next
  }
  throw new ApiError('INVALID_PARAMETER_VALUE', 'Invalid path')
}

/** A percent sign that begins no code stands for itself. */
function unquoted(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch {
    throw new ApiError('INVALID_PARAMETER_VALUE', 'Invalid path')
  }
}
