import { initLogger, wrapGoogleGenAI } from 'braintrust'

export function setUp(url, genai) {
  const logger = initLogger({ projectName: 'bench', apiKey: 'sk-bench', appUrl: url, noExitFlush: true })
  const { GoogleGenAI } = wrapGoogleGenAI(genai)
  return { traced: (_, options) => new GoogleGenAI(options), flush: () => logger.flush() }
}
