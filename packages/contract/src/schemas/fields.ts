import { z } from 'zod'

/** Few enough digits to be exact as a number. */
const DIGITS = /^[+-]?\d{1,15}$/

/** A 64-bit integer as MLflow's server takes it: a number or a text of digits. Beyond 2^53 it is refused. */
export const integer: z.ZodType<number> = z.preprocess(
  (value) => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value),
  z.int(),
)

/** A 64-bit integer of which only the order counts: one beyond 2^53 becomes the nearest that a number holds. */
export const clampedInteger: z.ZodType<number> = z.preprocess((value) => {
  const isWritten = typeof value === 'bigint' || (typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value))
  if (!isWritten) return value
  const whole = BigInt(typeof value === 'string' ? value.replace('+', '') : value)
  if (BigInt.asIntN(64, whole) !== whole) return value
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(whole)))
}, z.int())

/** From 1 to `max`. Messages as MLflow's server gives them. */
export const pageSize = (max: number): z.ZodType<number> =>
  integer.superRefine((size, context) => {
    const message =
      size < 1
        ? `Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer`
        : `Invalid value ${size} for parameter 'max_results' supplied. It must be at most ${max}`
    if (size < 1 || size > max) context.addIssue({ code: 'custom', message })
  })

/** A required text: MLflow's server counts an empty one as missing. */
export const requiredText: z.ZodType<string> = z.string().min(1)

/** A boolean of a body, or of a query in any case. */
export const flag: z.ZodType<boolean> = z.preprocess(
  (value) => {
    const text = typeof value === 'string' ? value.toLowerCase() : value
    return text === 'true' ? true : text === 'false' ? false : value
  },
  z.boolean({
    error: ({ input }) =>
      typeof input === 'string' ? `Invalid boolean value: ${input}, must be 'true' or 'false'.` : undefined,
  }),
)

/** A list of a body, or repeated keys of a query, of which one alone is a text. */
export const textList: z.ZodType<string[]> = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string()),
)

/** An enum by name or, as protobuf's JSON also has it, by its number: the place in `names`, counted from `first`. */
export const enumeration = <const Name extends string>(
  names: readonly [Name, ...Name[]],
  first: 0 | 1 = 0,
): z.ZodType<Name> =>
  z.preprocess((value) => (typeof value === 'number' ? (names[value - first] ?? value) : value), z.enum(names))

/** Any number of JavaScript, NaN and infinities too, which zod's own does not take. */
export const anyNumber: z.ZodType<number> = z.custom<number>((value) => typeof value === 'number')

/** A double of a body: a number or its text, `NaN` and `Infinity` by name. */
export const double: z.ZodType<number> = z.preprocess(
  (value) => (typeof value === 'string' || typeof value === 'bigint' ? doubleOf(String(value)) : value),
  anyNumber,
)

function doubleOf(text: string): number | string {
  const number = Number(text)
  const isNumber = text.trim() !== '' && (!Number.isNaN(number) || text === 'NaN')
  return isNumber ? number : text
}
