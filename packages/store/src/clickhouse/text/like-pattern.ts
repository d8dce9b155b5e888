/** A pattern of LIKE: `%` is any text, `_` any character, everything else itself. */
export interface LikePattern {
  readonly pattern: string
  readonly ignoreCase: boolean
}

/** Of JSON itself, or between two texts: what holds these is not within one text, or not only. */
const STRUCTURE = /["{}[\]\n_]/

const LITERALS = ['true', 'false', 'null']
const ENDS = LITERALS.flatMap((literal) => [...literal].map((_, index) => literal.slice(index)))
const BEGINNINGS = LITERALS.flatMap((literal) => [...literal].map((_, index) => literal.slice(0, index + 1)))

/** A comma or colon between what has no quotes in JSON: numbers, literals, or what is cut off where the run begins or ends. */
const BETWEEN_BARE = new RegExp(
  String.raw`(?:^(?:${ENDS.join('|')})?|\d|\b(?:${LITERALS.join('|')}))\s*[,:]\s*(?:(?:${BEGINNINGS.join('|')})?$|[-\d]|(?:${LITERALS.join('|')})\b)`,
  'u',
)

/** Whether what matches `run` lies within one part or value. A `_` between letters may still be a comma. */
function liesWithin(run: string): boolean {
  const widest = run.replaceAll(/(?<=\p{L})_(?=\p{L})/gu, ',')
  return !STRUCTURE.test(widest) && !BETWEEN_BARE.test(widest)
}

/** What folding changes character by character, so that a text which holds it holds its folded form when folded. */
const FOLDS_ALONE = /^[\p{L}\p{N} !#$&'()*+,\-./:;<=>?@^`|~]+$/u

export type LikeShape =
  /** Every text. */
  | { readonly kind: 'anything' }
  /** Texts that hold `run` (with `_` in it), within one part or value. `isFoldable`: also when both are folded. */
  | { readonly kind: 'within'; readonly run: string; readonly isFoldable: boolean }
  /** Anything else. Every text that matches holds `anchor` within one part or value; absent if nothing is sure. */
  | { readonly kind: 'whole'; readonly anchor: string | undefined }

export function shapeOf({ pattern }: LikePattern): LikeShape {
  if (/^%+$/.test(pattern)) return { kind: 'anything' }
  const runs = pattern.split('%').filter((run) => run !== '')
  const [only] = runs
  const isWithin = runs.length === 1 && pattern.startsWith('%') && pattern.endsWith('%') && liesWithin(only!)
  if (isWithin) return { kind: 'within', run: only!, isFoldable: isFoldable(only!) }
  const pieces = runs.flatMap((run) => run.split(/[^\p{L}\p{N} ]+/u)).map((piece) => piece.trim())
  const longest = pieces.toSorted((left, right) => right.length - left.length)[0]
  return { kind: 'whole', anchor: longest === undefined || longest === '' ? undefined : longest }
}

const isFoldable = (run: string): boolean => FOLDS_ALONE.test(run) && run.normalize('NFC') === run

/** A function that tells whether a text matches. */
export function likeMatcher({ pattern, ignoreCase }: LikePattern): (text: string) => boolean {
  const source = (ignoreCase ? pattern.toLowerCase() : pattern)
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('%', String.raw`[\s\S]*`)
    .replaceAll('_', String.raw`[\s\S]`)
  const matches = new RegExp(`^${source}$`, 'u')
  return (text) => matches.test(ignoreCase ? text.toLowerCase() : text)
}
