import { type Prompt, type PromptVersion, unixMillis } from '@loupe-ai/model'
import type { Kysely, Selectable } from 'kysely'
import { inGroups } from './in-groups.ts'
import type { MetadataTables } from './tables.ts'

export type PromptRow = Selectable<MetadataTables['prompts']>
export type PromptVersionRow = Selectable<MetadataTables['prompt_versions']>

/** Prompts with their tags, aliases and latest versions, in the order of `rows`. */
export async function readPrompts(database: Kysely<MetadataTables>, rows: readonly PromptRow[]): Promise<Prompt[]> {
  const prompts: Prompt[] = []
  for (const some of inGroups(rows)) {
    const names = some.map(({ name }) => name)
    const tags = await database
      .selectFrom('prompt_tags')
      .selectAll()
      .where('name', 'in', names)
      .orderBy('key')
      .execute()
    const aliases = await database
      .selectFrom('prompt_aliases')
      .selectAll()
      .where('name', 'in', names)
      .orderBy('alias')
      .execute()
    const latest = await database
      .selectFrom('prompt_versions')
      .selectAll()
      .where('name', 'in', names)
      .where('version', '=', ({ selectFrom }) =>
        selectFrom('prompt_versions as other')
          .select(({ fn }) => fn.max('other.version').as('version'))
          .whereRef('other.name', '=', 'prompt_versions.name'),
      )
      .execute()
    const versions = new Map((await readPromptVersions(database, latest)).map((version) => [version.name, version]))
    const tagsOf = Map.groupBy(tags, ({ name }) => name)
    const aliasesOf = Map.groupBy(aliases, ({ name }) => name)
    for (const row of some) {
      const latestVersion = versions.get(row.name)
      prompts.push({
        name: row.name,
        ...(row.description !== null && { description: row.description }),
        createdMillis: unixMillis(row.created_millis),
        updatedMillis: unixMillis(row.updated_millis),
        tags: Object.fromEntries((tagsOf.get(row.name) ?? []).map(({ key, value }) => [key, value])),
        aliases: Object.fromEntries((aliasesOf.get(row.name) ?? []).map(({ alias, version }) => [alias, version])),
        ...(latestVersion !== undefined && { latestVersion }),
      })
    }
  }
  return prompts
}

/** Versions with their tags and aliases, in the order of `rows`. */
export async function readPromptVersions(
  database: Kysely<MetadataTables>,
  rows: readonly PromptVersionRow[],
): Promise<PromptVersion[]> {
  const versions: PromptVersion[] = []
  for (const some of inGroups(rows)) {
    const names = [...new Set(some.map(({ name }) => name))]
    const numbers = [...new Set(some.map(({ version }) => version))]
    const tags = await database
      .selectFrom('prompt_version_tags')
      .selectAll()
      .where('name', 'in', names)
      .where('version', 'in', numbers)
      .orderBy('key')
      .execute()
    const aliases = await database
      .selectFrom('prompt_aliases')
      .selectAll()
      .where('name', 'in', names)
      .where('version', 'in', numbers)
      .orderBy('alias')
      .execute()
    const tagsOf = Map.groupBy(tags, identityOf)
    const aliasesOf = Map.groupBy(aliases, identityOf)
    for (const row of some) {
      const identity = identityOf(row)
      versions.push({
        name: row.name,
        version: row.version,
        description: row.description,
        createdMillis: unixMillis(row.created_millis),
        updatedMillis: unixMillis(row.updated_millis),
        source: row.source,
        runId: row.run_id,
        runLink: row.run_link,
        tags: Object.fromEntries((tagsOf.get(identity) ?? []).map(({ key, value }) => [key, value])),
        aliases: (aliasesOf.get(identity) ?? []).map(({ alias }) => alias),
      })
    }
  }
  return versions
}

const identityOf = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `${version} ${name}`
