import { createClient } from '@loupe-ai/contract/client'
import { experimentsNamed } from '../data/experiments-named.ts'
import { counted } from '../terminal/counted.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** Whether the experiment is there, and whether anything came into it. `name`: a name or an id. */
export async function checkExperiment(url: string, name: string, nowMillis: number = Date.now()): Promise<Finding> {
  const client = createClient({ baseUrl: url })
  const named = await experimentsNamed(client, [name])
  const [id] = named.ok ? named.ids : []
  if (id === undefined) {
    return warn(
      `there is no experiment ${JSON.stringify(name)} on the server`,
      'It is made when the first trace arrives: no trace was sent to it yet, or its name is another.',
    )
  }
  const found = await client.call('getExperiment', { experiment_id: id })
  if (found.ok && found.response.experiment.lifecycle_stage === 'deleted') {
    return fail(`the experiment ${name} is deleted: its traces are kept and not shown`, 'Restore it, or use another.')
  }
  const traces = await client.call('searchTraces', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } }],
    max_results: 1,
  })
  if (!traces.ok) return fail(`traces of ${name} cannot be read: ${traces.message}`, 'Look at what the server prints.')
  const [newest] = traces.response.traces ?? []
  if (newest === undefined) {
    return warn(
      `the experiment ${name} has no trace`,
      'Send one with: loupe demo. If your program sends some, it may send them elsewhere: LOUPE_DEBUG=true tells where.',
    )
  }
  const minutes = Math.round((nowMillis - Date.parse(newest.request_time)) / 60_000)
  return ok(`the newest trace of ${name} began ${minutes < 1 ? 'just now' : `${counted(minutes, 'minute')} ago`}`)
}
