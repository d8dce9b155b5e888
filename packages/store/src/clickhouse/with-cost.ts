/**
 * A statement that gives `columns` of the rows of `spans` (a SELECT that also gives `cost`) and what they cost now: as
 * they were priced last. `where` bounds the prices that are looked at.
 */
export const withCost = (columns: readonly string[], spans: string, where: string): string => `
  SELECT ${columns.join(', ')}, if(repriced = '', cost, repriced) AS cost
  FROM (${spans}) AS priced
  LEFT ANY JOIN (SELECT trace_id, span_id, cost AS repriced FROM span_costs FINAL WHERE ${where}) AS anew
  USING (trace_id, span_id)`
