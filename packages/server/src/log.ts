/** Where the server says what happens to it. Fields are for search; they never hold payloads or keys. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export const LOG_FORMATS = ['text', 'json'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

/** One line an entry: time, level, message, then fields; for people, or as an object of JSON for machines. */
export function lineLog(write: (line: string) => void, format: LogFormat = 'text'): Log {
  const line = format === 'json' ? jsonLine : textLine
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void =>
      write(line({ time: new Date().toISOString(), level, message }, fields))
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

interface Entry {
  readonly time: string
  readonly level: string
  readonly message: string
}

const textLine = ({ time, level, message }: Entry, fields: LogFields): string =>
  `${time} ${level} ${message}${Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`}`

/** A field never takes the place of time, level or message. */
const jsonLine = (entry: Entry, fields: LogFields): string => JSON.stringify({ ...fields, ...entry })
