export type ThemeChoice = 'light' | 'dark' | 'system'

/** The same key as in `public/theme.js`, which sets the theme before the first paint. */
const STORAGE_KEY = 'loupe.theme'

const darkSystem = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)')

export function readThemeChoice(): ThemeChoice {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY)
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  } catch {
    return 'system'
  }
}

export function keepThemeChoice(choice: ThemeChoice): void {
  try {
    if (choice === 'system') localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, choice)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function applyTheme(choice: ThemeChoice): void {
  const dark = choice === 'dark' || (choice === 'system' && darkSystem().matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

/** Calls back when the system turns light or dark. Returns how to stop. */
export function onSystemTheme(changed: () => void): () => void {
  const query = darkSystem()
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
