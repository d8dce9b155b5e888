export { createGeminiInstrumentation } from './autolog.ts'
export type { AutologOptions, GeminiInstrumentation } from './autolog.ts'
