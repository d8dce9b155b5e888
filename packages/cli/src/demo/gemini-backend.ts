/** Which Gemini the demo talks to: the variables that a program needs for it, and how to end it. */
export interface GeminiBackend {
  readonly description: string
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

const nothingToClose = async (): Promise<void> => {}

/** Google's own service where the environment has a key, else our emulator, started on a free port. */
export async function geminiBackend(env: NodeJS.ProcessEnv): Promise<GeminiBackend> {
  if (env['GEMINI_API_KEY'] || env['GOOGLE_API_KEY']) {
    const base = env['GOOGLE_GEMINI_BASE_URL']
    return { description: base ? `the Gemini API at ${base}` : 'the Gemini API', env: {}, close: nothingToClose }
  }
  const { startEmulator } = await import('@loupe-ai/gemini-emulator')
  const emulator = await startEmulator({ latencyMillis: 150, chunkMillis: 40 })
  return {
    description: 'the local Gemini emulator, for there is no GEMINI_API_KEY',
    env: { GOOGLE_GEMINI_BASE_URL: emulator.url, GEMINI_API_KEY: 'emulator' },
    close: () => emulator.close(),
  }
}
