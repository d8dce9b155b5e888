import type { Dialect } from '../dialect.ts'
import { claudeCode } from './claude-code.ts'
import { earlyGenAi } from './early-gen-ai.ts'
import { geminiCli } from './gemini-cli.ts'
import { genAi } from './gen-ai.ts'
import { googleAdk } from './google-adk.ts'
import { laminar } from './laminar.ts'
import { langfuse } from './langfuse.ts'
import { livekit } from './livekit.ts'
import { mlflow } from './mlflow.ts'
import { openInference } from './open-inference.ts'
import { pydanticAi } from './pydantic-ai.ts'
import { springAi } from './spring-ai.ts'
import { traceloop } from './traceloop.ts'
import { vercelAi } from './vercel-ai.ts'
import { voltAgent } from './voltagent.ts'

/** In the order in which they are asked: MLflow's own attributes first, then MLflow's order of translators, with ours among them. */
export const DIALECTS: readonly Dialect[] = [
  mlflow,
  openInference,
  geminiCli,
  claudeCode,
  genAi,
  springAi,
  traceloop,
  earlyGenAi,
  googleAdk,
  vercelAi,
  voltAgent,
  livekit,
  laminar,
  langfuse,
  pydanticAi,
]
