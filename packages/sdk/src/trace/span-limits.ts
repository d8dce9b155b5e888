/** A span has an end, whatever is put on it; what is over is left out. */
export const SPAN_LIMITS = {
  nameCharacters: 1000,
  /** Of a status. The exception beside it holds more. */
  messageCharacters: 16_384,
  attributes: 1000,
  events: 1000,
  links: 1000,
} as const
