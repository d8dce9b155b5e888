import { SERVICE_TIER, type Attributes } from '@loupe-ai/model'

/** What a way of being served costs, against the list price: Google's price pages of 2026. */
const FACTORS: Readonly<Record<string, number>> = { standard: 1, batch: 0.5, flex: 0.5, priority: 1.8 }

/** Vertex names the same by `trafficType`. */
const TRAFFIC_TYPES: Readonly<Record<string, string>> = {
  on_demand: 'standard',
  on_demand_flex: 'flex',
  on_demand_priority: 'priority',
}

/**
 * The factor on list prices for how a call was served; undefined when it was served in a way that has no price by the
 * token (such as reserved throughput), or one that we do not know.
 */
export function tierFactor(attributes: Attributes): number | undefined {
  const said = attributes[SERVICE_TIER]
  if (typeof said !== 'string' || said === '') return 1
  const name = said.toLowerCase()
  return FACTORS[TRAFFIC_TYPES[name] ?? name]
}
