import { LOUPE, MLFLOW, SESSION_ID, USER_ID } from '@loupe-ai/model'

import { anyText } from '../capture/any-text.ts'
import type { RecordedSpan } from './recorded-span.ts'

/** What can be said of a trace as a whole. What is absent stays as it was. */
export interface TraceUpdate {
  /** The conversation it belongs to. */
  readonly sessionId?: string
  /** The end user of the application. */
  readonly userId?: string
  /** Can be changed later. */
  readonly tags?: Readonly<Record<string, string>>
  /** Cannot be changed later. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly clientRequestId?: string
  /** Shown in lists instead of the root's inputs. */
  readonly requestPreview?: string
  /** Shown in lists instead of the root's outputs. */
  readonly responsePreview?: string
}

/** The facts ride on the local root, which is where the server looks for them. */
export function updateTrace(localRoot: RecordedSpan, update: TraceUpdate): void {
  for (const [key, value] of Object.entries(update.tags ?? {})) {
    localRoot.setAttribute(MLFLOW.traceTagPrefix + key, textOf(value))
  }
  for (const [key, value] of Object.entries(update.metadata ?? {})) {
    localRoot.setAttribute(LOUPE.traceMetadataPrefix + key, textOf(value))
  }
  localRoot.setAttributes({
    [SESSION_ID]: textOf(update.sessionId),
    [USER_ID]: textOf(update.userId),
    [LOUPE.clientRequestId]: textOf(update.clientRequestId),
    [LOUPE.requestPreview]: textOf(update.requestPreview),
    [LOUPE.responsePreview]: textOf(update.responsePreview),
  })
}

const textOf = (value: unknown): string | undefined => (value == null ? undefined : anyText(value))
