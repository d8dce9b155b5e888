import { LOUPE, MLFLOW, type Attributes } from '@loupe-ai/model'

import type { Config } from '../config.ts'
import { SDK_VERSION } from '../version.ts'
import type { Destination } from './destination.ts'

/** What every span of a configuration says of its origin, and where it goes. */
export const destinationOf = (config: Pick<Config, 'targets' | 'experiment' | 'resource'>): Destination => ({
  targets: config.targets,
  resource: {
    ...config.resource,
    'telemetry.sdk.name': 'loupe',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': SDK_VERSION,
    ...experimentAttributes(config.experiment),
  },
})

function experimentAttributes(experiment: Config['experiment']): Attributes {
  if (experiment === undefined) return {}
  return 'id' in experiment ? { [MLFLOW.experimentId]: experiment.id } : { [LOUPE.experimentName]: experiment.name }
}
