// `node --import @loupe-ai/sdk/register app.js`: traces without a line of code.
import { gemini } from './index.ts'

gemini.autolog()
