import { useEffect, useRef, useState } from 'react'

const WAIT_MILLIS = 120

/**
 * A text that shows at once what is typed, and that the owner hears of when the typing rests: what hangs on it may be as large
 * as a trace. A change by the owner wins, but not the late echo of what the owner was told.
 */
export function useDebouncedText(owned: string, tell: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(owned)
  const [seen, setSeen] = useState(owned)
  const [told, setTold] = useState(owned)
  if (seen !== owned) {
    setSeen(owned)
    if (owned !== told) setTyped(owned)
  }
  const latest = useRef(tell)
  useEffect(() => {
    latest.current = tell
  })
  useEffect(() => {
    if (typed === owned) return
    const timer = setTimeout(() => {
      setTold(typed)
      latest.current(typed)
    }, WAIT_MILLIS)
    return () => clearTimeout(timer)
  }, [typed, owned])
  return [typed, setTyped]
}
