import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { basePathOf, ourUrl } from './app/base-path.ts'
import { createListMemory } from './app/list-memory.ts'
import { createAppRouter } from './app/router.tsx'
import { createApi } from './data/api.ts'
import { isRefused } from './data/api-problem.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The server may be on this very machine: whether the browser thinks it is online says nothing.
      networkMode: 'always',
      retry: (failures, error) => failures < 3 && !isRefused(error),
    },
  },
})
const router = createAppRouter(
  { api: createApi(ourUrl(document.baseURI)), queryClient, listMemory: createListMemory() },
  basePathOf(document.baseURI),
)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
