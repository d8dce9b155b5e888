export { createGeminiInstrumentation } from './autolog.ts'
export type { AutologOptions, GeminiInstrumentation, GeminiInstrumentationOptions } from './autolog.ts'
