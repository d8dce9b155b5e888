const STORAGE_KEY = 'loupe.experiment'

/** The experiment that was looked at last in this browser. */
export function readLastExperiment(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined
  } catch {
    return undefined
  }
}

export function keepLastExperiment(experimentId: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, experimentId)
  } catch {
    // Storage may be forbidden; then `/` finds its way by the newest trace.
  }
}
