/** Where a person is asked. A program's own input and output, or a test's. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Of this process; undefined where there is none. */
export function processTerminal(): Terminal | undefined {
  const { stdin, stdout } = globalThis.process ?? {}
  return stdin === undefined || stdout === undefined ? undefined : { input: stdin, output: stdout }
}

export const isInteractive = ({ input, output }: Terminal): boolean => input.isTTY === true && output.isTTY === true

/**
 * One line that a person types, without spaces around it. `isSecret`: nothing of it is shown. Undefined when the input
 * ends, or the person presses Ctrl-C.
 */
export function askLine(
  { input, output }: Terminal,
  question: string,
  { isSecret = false }: { readonly isSecret?: boolean } = {},
): Promise<string | undefined> {
  const { createInterface } = process.getBuiltinModule('node:readline')
  const { Writable } = process.getBuiltinModule('node:stream')
  output.write(question)
  // The terminal's own echo is off while lines are read: what a silent output takes is seen by nobody.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: isSecret ? silent : output, terminal: true, historySize: 0 })
  if (!isSecret) lines.setPrompt('')
  return new Promise((resolve) => {
    let typed: string | undefined
    lines.once('line', (line) => {
      typed = line.trim()
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      if (isSecret) output.write('\n')
      resolve(typed)
    })
  })
}
