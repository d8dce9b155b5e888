import {
  type DatasetInput,
  experimentId,
  type ExperimentId,
  type Metric,
  type RunId,
  unixMillis,
} from '@loupe-ai/model'
import type { NewRun } from '../run-store.ts'

/** The experiment of every run unless told. */
export const DEFAULT: ExperimentId = experimentId('0')
/** An id that no run has. */
export const NO_RUN: RunId = 'f'.repeat(32) as RunId

export const aRun = (fields: Partial<NewRun> = {}): NewRun => ({
  experimentId: DEFAULT,
  name: 'swift-heron-1',
  userId: 'ann',
  startMillis: unixMillis(1_795_374_123_123),
  artifactRoot: 'mlflow-artifacts:/0',
  tags: {},
  ...fields,
})

export const aMetric = (fields: Partial<Metric> = {}): Metric => ({
  key: 'loss',
  value: 0.5,
  timestampMillis: unixMillis(1_795_374_123_456),
  step: 0,
  ...fields,
})

export const aDataset = (fields: Partial<DatasetInput> = {}): DatasetInput => ({
  name: 'questions',
  digest: 'abc',
  sourceType: 'code',
  source: '{}',
  tags: {},
  ...fields,
})
