/**
 * A part is merged with some ten others at a time, not with some five as the engine would: each row is written anew less
 * often, and with it the index of its words, for a few more parts that reads look at.
 */
export const FEWER_MERGES = 'merge_selector_base = 12'
