import type { AttributeValue, SpanCost } from '@loupe-ai/model'

/** As `mlflow.llm.cost` holds it (mlflow-wire.md §4.5): US dollars. */
export const costToAttribute = (cost: SpanCost): AttributeValue => ({
  input_cost: cost.inputCost,
  output_cost: cost.outputCost,
  total_cost: cost.totalCost,
})
