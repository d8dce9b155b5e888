import { createContext, type Context } from 'react'
import type { AttachmentRef } from '../../logic/attachment.ts'

/** Where an attachment can be fetched; undefined where nobody knows, as in an embedded viewer without a server. */
export type AttachmentHref = (attachment: AttachmentRef) => string | undefined

export const AttachmentHrefContext: Context<AttachmentHref> = createContext<AttachmentHref>(() => undefined)
