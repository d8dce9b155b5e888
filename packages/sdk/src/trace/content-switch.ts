import { createContextKey, type Context } from '@opentelemetry/api'

const CONTENT_SWITCH = createContextKey('loupe.capture-content')

/** Whether spans that begin in this context hold content, where something was said of it; a span's own word hides it. */
export const contentSwitchIn = (context: Context): boolean | undefined =>
  context.getValue(CONTENT_SWITCH) as boolean | undefined

export const withContentSwitch = (context: Context, capturesContent: boolean): Context =>
  context.setValue(CONTENT_SWITCH, capturesContent)

/** For the context of a span, which has a word of its own. */
export const withoutContentSwitch = (context: Context): Context =>
  contentSwitchIn(context) === undefined ? context : context.deleteValue(CONTENT_SWITCH)
