import * as loupe from '@loupe-ai/sdk'

export function setUp(url, genai, { spool }) {
  loupe.init({ trackingUri: url, spool })
  loupe.gemini.autolog({ modules: [genai] })
  return { traced: (ai) => ai, flush: () => loupe.flushTraces({ timeoutMillis: 60_000 }) }
}
