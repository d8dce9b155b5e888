import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { KeysOverlay } from './keys-overlay.tsx'
import { TopBar } from './top-bar.tsx'
import { useKeys } from './use-keys.ts'
import './shell.css'

/** What stands around every page. */
export function Shell() {
  const [showsKeys, setShowsKeys] = useState(false)
  useKeys({ '?': () => setShowsKeys(true) })
  return (
    <div className="shell">
      <TopBar onShowKeys={() => setShowsKeys(true)} />
      <main className="shell__page">
        <Outlet />
      </main>
      <KeysOverlay open={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  )
}
