import type {
  Page,
  Prompt,
  PromptFilter,
  PromptOrder,
  PromptVersion,
  PromptVersionFilter,
  PromptVersionOrder,
} from '@loupe-ai/model'

export interface NewPrompt {
  readonly name: string
  readonly description?: string
  readonly tags: Readonly<Record<string, string>>
}

export interface NewPromptVersion {
  readonly name: string
  readonly description: string
  readonly source: string
  readonly runId: string
  readonly runLink: string
  readonly tags: Readonly<Record<string, string>>
}

export interface SearchQuery<Filter, Order> {
  readonly filter?: Filter
  readonly orderBy?: readonly Order[]
  readonly maxResults: number
  readonly pageToken?: string
}

/** What was there to be changed. */
export type Found = 'done' | 'no-prompt' | 'no-version'

/** Keeps prompts and their versions, tags and aliases. */
export interface PromptStore {
  /** Undefined if the name is taken: of two at once, one creates it. */
  create(prompt: NewPrompt): Promise<Prompt | undefined>
  get(name: string): Promise<Prompt | undefined>
  /** Undefined for an unknown prompt. */
  describe(name: string, description: string): Promise<Prompt | undefined>
  /** With its versions, tags and aliases. False if it was not there. */
  delete(name: string): Promise<boolean>
  setTag(name: string, key: string, value: string): Promise<Found>
  deleteTag(name: string, key: string): Promise<Found>
  /** Gives the next version; undefined for an unknown prompt. Two at once get different ones. */
  addVersion(version: NewPromptVersion): Promise<PromptVersion | undefined>
  getVersion(name: string, version: number): Promise<PromptVersion | undefined>
  describeVersion(name: string, version: number, description: string): Promise<PromptVersion | undefined>
  /** With the aliases that name it. */
  deleteVersion(name: string, version: number): Promise<Found>
  setVersionTag(name: string, version: number, key: string, value: string): Promise<Found>
  deleteVersionTag(name: string, version: number, key: string): Promise<Found>
  /** An alias names one version: it is taken from the one before. */
  setAlias(name: string, alias: string, version: number): Promise<Found>
  deleteAlias(name: string, alias: string): Promise<Found>
  /** By name unless told. Rejects with InvalidPageToken. */
  search(query: SearchQuery<PromptFilter, PromptOrder>): Promise<Page<Prompt>>
  /** Last updated first unless told. Rejects with InvalidPageToken. */
  searchVersions(query: SearchQuery<PromptVersionFilter, PromptVersionOrder>): Promise<Page<PromptVersion>>
}
