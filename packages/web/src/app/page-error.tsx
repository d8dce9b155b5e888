import { Button, ErrorState } from '@loupe-ai/viewer'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { explainProblem, isMissing, isRefused } from '../data/api-problem.ts'
import { NotFoundPage } from '../pages/not-found/not-found-page.tsx'

const RETRY_MILLIS = 3_000

/** A page that could not be made: says why, and tries again by itself where that can help. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const missing = isMissing(error)
  const helps = !isRefused(error)
  useEffect(() => {
    if (!helps) return
    const timer = setInterval(() => void router.invalidate(), RETRY_MILLIS)
    return () => clearInterval(timer)
  }, [helps, router])
  if (missing) return <NotFoundPage what={error.message} />
  const { title, advice } = explainProblem(error)
  const retry = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  return (
    <ErrorState title={title} action={<Button onClick={retry}>Try again</Button>}>
      {advice}
    </ErrorState>
  )
}
