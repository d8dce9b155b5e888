/** Where the server says what happens to it. Fields are for search; they never hold payloads or keys. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One line an entry: time, level, message, fields as JSON. */
export function lineLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      const text = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`
      write(`${new Date().toISOString()} ${level} ${message}${text}`)
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
