import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type AnyRouter,
} from '@tanstack/react-router'
import { ExperimentsPage } from '../pages/experiments/experiments-page.tsx'
import { NotFoundPage } from '../pages/not-found/not-found-page.tsx'
import { readTraceSearch } from '../pages/trace/trace-search.ts'
import { TracesPage } from '../pages/traces/traces-page.tsx'
import { readTracesSearch } from '../pages/traces/traces-search.ts'
import { getTraceInfo } from '../data/trace-query.ts'
import type { AppParts } from './app-parts.ts'
import { findHome } from './find-home.ts'
import { PageError } from './page-error.tsx'
import { Shell } from './shell.tsx'
import { formatUrlSearch, parseUrlSearch } from './url-search.ts'

const root = createRootRouteWithContext<AppParts>()({
  component: Shell,
  notFoundComponent: () => <NotFoundPage />,
  errorComponent: PageError,
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: async ({ context, abortController }) => {
    const experimentId = await findHome(context.api, abortController.signal)
    throw experimentId === undefined
      ? redirect({ to: '/experiments', replace: true })
      : redirect({ to: '/experiments/$experimentId/traces', params: { experimentId }, replace: true })
  },
})

const experiments = createRoute({ getParentRoute: () => root, path: '/experiments', component: ExperimentsPage })

const experiment = createRoute({
  getParentRoute: () => root,
  path: '/experiments/$experimentId',
  beforeLoad: ({ location, params }) => {
    if (/\/traces(\/|$)/.test(location.pathname)) return
    throw redirect({ to: '/experiments/$experimentId/traces', params, replace: true })
  },
})

const traces = createRoute({
  getParentRoute: () => experiment,
  path: '/traces',
  validateSearch: readTracesSearch,
  component: TracesPage,
})

const trace = createRoute({
  getParentRoute: () => experiment,
  path: '/traces/$traceId',
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import('../pages/trace/trace-page.tsx'), 'TracePage'),
})

/** Links that name only the trace, as the command line prints them. */
const traceAnywhere = createRoute({
  getParentRoute: () => root,
  path: '/traces/$traceId',
  validateSearch: readTraceSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps, abortController }) => {
    const info = await getTraceInfo(context.api, params.traceId, abortController.signal)
    throw redirect({
      to: '/experiments/$experimentId/traces/$traceId',
      params: { experimentId: info.experimentId, traceId: info.traceId },
      search: deps,
      replace: true,
    })
  },
})

const routeTree = root.addChildren([home, experiments, experiment.addChildren([traces, trace]), traceAnywhere])

// The inferred type carries every path, by which links are checked.
export const createAppRouter = (parts: AppParts, basepath: string) =>
  createRouter({
    routeTree,
    basepath: basepath === '' ? '/' : basepath,
    context: parts,
    parseSearch: parseUrlSearch,
    stringifySearch: formatUrlSearch,
    // The code of the trace page is there before the press on a row ends.
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: () => <NotFoundPage />,
    // Lists restore their own place: they scroll inside the page.
    scrollRestoration: false,
  }) satisfies AnyRouter

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
