/** How much of a value is written. What is cut leaves a mark where it was. */
export interface CaptureLimits {
  /** Containers inside one another. */
  readonly maxDepth: number
  /** Entries of one array, object, map or set. */
  readonly maxItems: number
  /** Of one string, in UTF-16 units. */
  readonly maxTextCharacters: number
  /** Of the whole document, in UTF-16 units; marks and closing brackets come on top. */
  readonly maxCharacters: number
  /** Base64 beside a `mimeType` longer than this becomes its size. */
  readonly maxInlineMediaCharacters: number
}

export const CAPTURE_LIMITS: CaptureLimits = {
  maxDepth: 64,
  maxItems: 10_000,
  maxTextCharacters: 1_048_576,
  maxCharacters: 4_194_304,
  maxInlineMediaCharacters: 16_384,
}
