const LOOK_MILLIS = 1000

/** Whether a Loupe server answers at `url` (its answers carry `x-loupe-version`). */
export async function loupeAnswersAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(LOOK_MILLIS) })
    return response.headers.has('x-loupe-version')
  } catch {
    return false
  }
}
