import type { Client } from '@loupe-ai/contract/client'

export type ExperimentsNamed =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly message: string }

/** The ids of experiments that were named by their names or ids. */
export async function experimentsNamed(client: Client, names: readonly string[]): Promise<ExperimentsNamed> {
  const ids: string[] = []
  for (const name of names) {
    const byName = await client.call('getExperimentByName', { experiment_name: name })
    const found =
      byName.ok || !/^\d+$/.test(name) ? byName : await client.call('getExperiment', { experiment_id: name })
    if (!found.ok) {
      const reason = found.kind === 'refused' ? `There is no experiment ${JSON.stringify(name)}.` : `${found.message}.`
      return { ok: false, message: reason }
    }
    ids.push(found.response.experiment.experiment_id)
  }
  return { ok: true, ids }
}
