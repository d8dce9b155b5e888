import type { ReactNode } from 'react'
import './kbd.css'

/** A key, shown where it acts. */
export const Kbd = ({ children }: { readonly children: ReactNode }) => <kbd className="lp-kbd">{children}</kbd>
