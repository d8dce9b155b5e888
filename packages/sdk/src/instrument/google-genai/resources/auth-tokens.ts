import { REDACTED } from '../../../capture/secret-keys.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject } from '../loose.ts'
import { recordable } from '../recordable.ts'
import { resource } from './resource.ts'

/** The name of a token is the token: who knows it can speak to the model (gemini-sdk.md §7). */
export const AUTH_TOKEN: ContentReader = resource({
  outputs: (token) => recordable(isObject(token) ? { ...token, name: REDACTED } : token),
  attributes: () => ({}),
})
