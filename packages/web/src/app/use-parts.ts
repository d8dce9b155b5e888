import { useRouteContext } from '@tanstack/react-router'
import type { AppParts } from './app-parts.ts'

/** The parts of the app, wherever a component stands. */
export const useParts = (): AppParts => useRouteContext({ from: '__root__' })
