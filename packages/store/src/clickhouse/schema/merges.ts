/**
 * How parts of a table by week are merged. Some twelve at a time, not some five as the engine would: each row is written
 * anew less often, and with it the index of its words, for a few more parts that reads look at. And a week in which nothing
 * was written for ten minutes becomes one part, where FINAL costs nothing and a search has one index to ask, not twelve.
 */
export const MERGES_BY_WEEK =
  'merge_selector_base = 12, min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1'
