import type { JsonText } from './json-text.ts'

/** What an event that came apart from its span says in the place of the span's own payloads. */
export interface EventContent {
  readonly inputs?: JsonText
  readonly outputs?: JsonText
  /** Each payload is a list, a piece of what all events of the span say together; else it is all of it. */
  readonly isPart: boolean
  /** What a list of traces shows where the span is the root of its trace. */
  readonly requestPreview?: string
  readonly responsePreview?: string
}

/** What events of one span, in order, come to: the first that tells everything, else the pieces one after the other. */
export function payloadOfEvents(
  contents: readonly EventContent[],
  payload: 'inputs' | 'outputs',
): JsonText | undefined {
  const told = contents.filter((content) => content[payload] !== undefined)
  const whole = told.find(({ isPart }) => !isPart)?.[payload]
  if (whole !== undefined) return whole
  const pieces = told.map((content) => elementsOf(content[payload]!)).filter((piece) => piece !== '')
  return pieces.length === 0 ? undefined : (`[${pieces.join(',')}]` as JsonText)
}

/** As `payloadOfEvents` chooses: of pieces the last one is shown. */
export function previewOfEvents(
  contents: readonly Pick<EventContent, 'isPart' | 'requestPreview' | 'responsePreview'>[],
  preview: 'requestPreview' | 'responsePreview',
): string | undefined {
  const told = contents.filter((content) => content[preview] !== undefined)
  return (told.find(({ isPart }) => !isPart) ?? told.at(-1))?.[preview]
}

/** The elements of a JSON list, as they are written; of what is none, nothing. */
function elementsOf(list: JsonText): string {
  const text = list.trim()
  return text.startsWith('[') ? text.slice(1, -1).trim() : ''
}
