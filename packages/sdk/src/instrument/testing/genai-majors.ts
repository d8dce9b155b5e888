/** What a test may expect of one major of `@google/genai` and not of another. All else is tested alike on each. */
export interface MajorFacts {
  /** `labels` with an API key: 1.x throws before it asks, later majors send them. */
  readonly sendsLabels: boolean
  /** A stream's `data: {"error": …}`: 1.x makes an empty chunk of it, so there is no error to see; later majors throw. */
  readonly throwsErrorEvents: boolean
  /** Automatic continuation came with late 2.x: before it, a continuation token is a field like others. */
  readonly continues: boolean
  /** The converter of `embedContent` drops `usageMetadata` before 3.x; nothing above it can know the tokens. */
  readonly keepsEmbeddingUsage: boolean
  /** With an API key: 3.x throws before it asks. */
  readonly makesVideosWithKey: boolean
  /** 3.x asks `v1`, earlier majors `v1beta`. */
  readonly apiVersion: 'v1' | 'v1beta'
}

/** Read from the sources of 1.52.0, 2.32.0 and 3.1.0, and seen in these tests. */
const FACTS: Readonly<Record<number, MajorFacts>> = {
  1: {
    sendsLabels: false,
    throwsErrorEvents: false,
    continues: false,
    keepsEmbeddingUsage: false,
    makesVideosWithKey: true,
    apiVersion: 'v1beta',
  },
  2: {
    sendsLabels: true,
    throwsErrorEvents: true,
    continues: true,
    keepsEmbeddingUsage: false,
    makesVideosWithKey: true,
    apiVersion: 'v1beta',
  },
  3: {
    sendsLabels: true,
    throwsErrorEvents: true,
    continues: true,
    keepsEmbeddingUsage: true,
    makesVideosWithKey: false,
    apiVersion: 'v1',
  },
}

export function factsOf(major: number): MajorFacts {
  const facts = FACTS[major]
  if (facts === undefined) throw new Error(`say in genai-majors.ts what is special of major ${major}`)
  return facts
}
