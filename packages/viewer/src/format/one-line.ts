/** White space folded to single blanks, cut to `maxCharacters` with an ellipsis; never cuts a surrogate pair in two. */
export function oneLine(text: string, maxCharacters: number): string {
  // Folding a whole megabyte for forty characters would cost more than it shows.
  const folded = text
    .slice(0, maxCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return folded.length <= maxCharacters && text.length <= maxCharacters * 4 ? folded : cutText(folded, maxCharacters)
}

/** The first `maxCharacters` of `text` and an ellipsis, or all of it if it is short enough. */
export function cutText(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : `${headOf(text, maxCharacters - 1)}…`
}

/** The first `characters` of `text`, one less where that would split a surrogate pair. */
export function headOf(text: string, characters: number): string {
  const last = text.charCodeAt(characters - 1)
  const splitsPair = text.length > characters && last >= 0xd800 && last <= 0xdbff
  return text.slice(0, splitsPair ? characters - 1 : characters)
}
