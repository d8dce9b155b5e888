/** A private-use character that marks an escape; texts that hold it are rare. */
const MARK = '\uf8e0'

/** PostgreSQL's text holds every character but NUL; equal texts stay equal. */
export const toPostgresText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- NUL is what this is about
  text.replace(/[\0\uf8e0]/g, (character) => (character === '\0' ? `${MARK}0` : MARK + MARK))

/** The text that `toPostgresText` was given. */
export const ofPostgresText = (text: string): string =>
  text.includes(MARK)
    ? text.replace(/\uf8e0([0\uf8e0])/g, (_, character: string) => (character === '0' ? '\0' : MARK))
    : text
