// Runs before the first paint, so that a dark page never flashes white. `src/app/theme.ts` does the same afterwards.
;(function setThemeBeforeFirstPaint() {
  var chosen
  try {
    chosen = localStorage.getItem('loupe.theme')
  } catch {
    // Storage may be forbidden; the system's choice holds.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
