import { useEffect, useState } from 'react'

/** The present in milliseconds since 1970, moving on every `stepMillis`, so that `2 min ago` stays true. */
export function useNow(stepMillis: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMillis)
    return () => clearInterval(timer)
  }, [stepMillis])
  return now
}
