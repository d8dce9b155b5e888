import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// Who builds for a test run has its NODE_ENV set to something else: the page would be React's development build.
process.env.NODE_ENV = 'production'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that one build works at the root and under any sub-path (see README.md).
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The server's Content-Security-Policy allows 'self' only: a font or picture as a data: URL would be blocked.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
})
