import { createContext, type Context, type ReactNode } from 'react'

/** Draws a text of a JSON tree in another way than as text; undefined leaves it as it is. */
export type DrawLeaf = (text: string) => ReactNode | undefined

/** What surrounds a JSON tree may know more of its texts than the tree does. */
export const JsonLeafContext: Context<DrawLeaf> = createContext<DrawLeaf>(() => undefined)
