/** Where a command speaks: results to standard output, news to standard error. */
export interface Terminal {
  readonly isColoured: boolean
  print(line: string): void
  report(line: string): void
}

export const terminal: Terminal = {
  isColoured: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  print: (line) => void process.stdout.write(`${line}\n`),
  report: (line) => void process.stderr.write(`${line}\n`),
}

const SGR = { bold: [1, 22], faint: [2, 22], red: [31, 39], green: [32, 39], cyan: [36, 39] } as const

/** `text` in that style where the terminal shows colours, else as it is. */
export function styled(target: Terminal, style: keyof typeof SGR, text: string): string {
  const [on, off] = SGR[style]
  return target.isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text
}
