import { Laminar } from '@lmnr-ai/lmnr'

export function setUp(url, genai) {
  const { port } = new URL(url)
  Laminar.initialize({
    projectApiKey: 'bench',
    baseUrl: 'http://127.0.0.1',
    httpPort: Number(port),
    forceHttp: true,
    instrumentModules: { google_genai: genai },
    logLevel: 'error',
  })
  return { traced: (_, options) => new genai.GoogleGenAI(options), flush: () => Laminar.flush() }
}
