export interface PromptTables {
  prompts: {
    name: string
    description: string | null
    created_millis: number
    updated_millis: number
    /** The highest version that was ever given. */
    last_version: number
  }
  prompt_tags: { name: string; key: string; value: string }
  prompt_versions: {
    name: string
    version: number
    description: string
    created_millis: number
    updated_millis: number
    source: string
    run_id: string
    run_link: string
  }
  prompt_version_tags: { name: string; version: number; key: string; value: string }
  prompt_aliases: { name: string; alias: string; version: number }
}
