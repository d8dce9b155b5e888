const LIMIT = 10_000

/** Which interactions have had their tokens recorded: those of a background run come with whichever `get` first has them. */
export interface ReportedUsage {
  /** True for the first time that it is asked about an id. */
  isFirst(id: string): boolean
}

export function reportedUsage(): ReportedUsage {
  const seen = new Set<string>()
  return {
    isFirst(id) {
      if (seen.has(id)) return false
      seen.add(id)
      for (const oldest of seen) {
        if (seen.size <= LIMIT) break
        seen.delete(oldest)
      }
      return true
    },
  }
}
