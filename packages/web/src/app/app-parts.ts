import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '../data/api.ts'
import type { ListMemory } from './list-memory.ts'

/** What `main.tsx` makes once and every page receives through the router's context. */
export interface AppParts {
  readonly api: Api
  readonly queryClient: QueryClient
  readonly listMemory: ListMemory
}
