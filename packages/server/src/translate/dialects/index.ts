import type { Dialect } from '../dialect.ts'
import { genAi } from './gen-ai.ts'
import { mlflow } from './mlflow.ts'
import { openInference } from './open-inference.ts'

/** In the order in which they are asked: MLflow's own attributes first, then MLflow's order of translators. */
export const DIALECTS: readonly Dialect[] = [mlflow, openInference, genAi]
