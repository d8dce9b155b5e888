import { ERROR_TYPE, EXCEPTION, textAt, type Span } from '@loupe-ai/model'
import { isJsonObject } from '../kit/json-value.ts'
import { at, jsonOf, objectOf, textOf } from './json-of.ts'

export interface Failure {
  readonly type?: string
  /** Readable: an error body in JSON is told as `404 NOT_FOUND: …`. */
  readonly message: string
  /** The message as it was sent, where `message` says it otherwise. */
  readonly rawMessage?: string
  readonly stack?: string
}

/** What went wrong in a span: its exceptions, each once, or else the message of its status. Empty when it did not fail. */
export function failuresOf(span: Span): Failure[] {
  const told = span.events
    .filter((event) => event.name === EXCEPTION.event)
    .map((event) =>
      failure(
        textAt(event.attributes, EXCEPTION.type),
        textAt(event.attributes, EXCEPTION.message) ?? span.status.message ?? '',
        textAt(event.attributes, EXCEPTION.stacktrace),
      ),
    )
  const once = told.filter((one, index) => told.findIndex((other) => sameFailure(one, other)) === index)
  if (once.length > 0 || span.status.code !== 'ERROR') return once
  return [failure(textAt(span.attributes, ERROR_TYPE), span.status.message ?? '', undefined)]
}

const sameFailure = (left: Failure, right: Failure): boolean =>
  left.type === right.type && left.message === right.message

function failure(type: string | undefined, message: string, stack: string | undefined): Failure {
  const readable = readableMessage(message)
  return { type, message: readable, rawMessage: readable === message ? undefined : message, stack }
}

/** Google's clients put the whole answer into the message, `{"error":{"code":404,…}}`, sometimes behind some words. */
export function readableMessage(message: string): string {
  const start = message.indexOf('{"error"')
  if (start === -1) return message
  const body = jsonOf(message.slice(start))
  const error = objectOf(body, 'error')
  const said = textOf(error, 'message')
  if (!isJsonObject(body) || said === undefined) return message
  // The message of an error may itself be such an answer.
  const inner = readableMessage(said)
  if (inner !== said) return inner
  const head = [at(error, 'code'), at(error, 'status')].filter((part) => part !== undefined).join(' ')
  return head === '' ? said : `${head}: ${said}`
}
