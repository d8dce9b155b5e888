import { answerWith } from '../http/http-answer.ts'
import type { ResourceRow } from './resource-call.ts'

const NAMES = ['agents', 'webhooks', 'voices', 'triggers', 'environments', 'credentials']

/** What programs keep by the newer part of the client: there is none of it, whoever asks. */
export const MANAGED_LIST_ROWS: readonly ResourceRow[] = NAMES.map((name) => [
  'GET',
  new RegExp(`^${name}$`),
  () => answerWith({ [name]: [] }),
])
