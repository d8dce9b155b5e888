import { answerWith } from '../http/http-answer.ts'
import { newId } from '../state/emulator-state.ts'
import type { ResourceRow } from './resource-call.ts'

/** authTokens.create: the name serves as a key, as any other text does. */
export const AUTH_TOKEN_ROWS: readonly ResourceRow[] = [
  ['POST', /^auth_tokens$/, ({ state, seed }) => answerWith({ name: `auth_tokens/${newId(state, seed, 64)}` })],
]
