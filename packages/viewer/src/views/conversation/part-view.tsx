import type { SpanId } from '@loupe-ai/model'
import { Icon } from '../../kit/icons.tsx'
import { JsonTree } from '../../kit/json-tree.tsx'
import { isBranch } from '../../kit/json-rows.ts'
import type { JsonValue } from '../../kit/json-value.ts'
import type { MediaPart, Part } from '../../logic/conversation/message.ts'
import { mediaKind } from '../../logic/attachment.ts'
import { jsonOfAttribute } from '../../logic/json-of.ts'
import { webAddress } from '../../logic/markdown/parse-inlines.ts'
import { CutText } from './cut-text.tsx'
import { CodeBlock, Markdown } from './markdown.tsx'
import { AttachmentView, MediaView } from '../media/media-view.tsx'
import { Thought } from './thought.tsx'
import { ToolCard } from './tool-card.tsx'
import { ValueView } from './value-view.tsx'

export interface PartViewProps {
  readonly part: Part
  readonly role: string
  readonly onOpenSpan?: (spanId: SpanId) => void
}

const TEXT_CHARACTERS = 6000
const SYSTEM_CHARACTERS = 150

export function PartView({ part, role, onOpenSpan }: PartViewProps) {
  switch (part.kind) {
    case 'text':
      return <Said text={part.text} role={role} />
    case 'thought':
      return <Thought text={part.text} />
    case 'tool':
      return <ToolCard tool={part} onOpenSpan={onOpenSpan} />
    case 'media':
      return <Media media={part} />
    case 'code':
      return <CodeBlock language={part.language} code={part.code} />
    case 'code-result':
      return (
        <div className="lp-part__result" data-failed={part.failed || undefined}>
          <span className="lp-faint">{part.failed ? part.outcome : 'printed'}</span>
          <CutText text={part.output} characters={2000}>
            {(shown) => <pre>{shown}</pre>}
          </CutText>
        </div>
      )
    case 'data':
      return (
        <section className="lp-part__data" aria-label={part.label}>
          <ValueView value={part.value} label={part.label} />
        </section>
      )
    case 'notice':
      return (
        <p className={`lp-part__notice lp-part__notice--${part.tone}`}>
          <Icon name="warning" />
          {part.text}
        </p>
      )
  }
}

function Said({ text, role }: { readonly text: string; readonly role: string }) {
  if (role === 'system') return <SetBack text={text} characters={SYSTEM_CHARACTERS} />
  if (role !== 'model' && role !== 'output') {
    return (
      <CutText text={text} characters={TEXT_CHARACTERS}>
        {(shown) => <p className="lp-part__text">{shown}</p>}
      </CutText>
    )
  }
  const json = structured(text)
  if (json !== undefined) {
    return (
      <section className="lp-part__data" aria-label="JSON">
        <JsonTree value={json} label="Answer" bare />
      </section>
    )
  }
  return (
    <CutText text={text} characters={TEXT_CHARACTERS}>
      {(shown) => <Markdown text={shown} />}
    </CutText>
  )
}

/** What a model was asked to answer in JSON reads better as that. */
function structured(text: string): JsonValue | undefined {
  const value = jsonOfAttribute(text)
  return isBranch(value) ? value : undefined
}

/** Instructions: there, but not in the way. */
const SetBack = ({ text, characters }: { readonly text: string; readonly characters: number }) => (
  <div className="lp-part__back">
    <CutText text={text.trim()} characters={characters}>
      {(shown) => <p className="lp-part__quiet">{shown}</p>}
    </CutText>
  </div>
)

/** Ours is drawn or played; of what lies elsewhere only the address is shown: nothing that a trace names is fetched. */
function Media({ media }: { readonly media: MediaPart }) {
  const { mimeType, bytes, name, uri, attachment, inline } = media
  if (attachment !== undefined) return <AttachmentView attachment={attachment} name={name} />
  if (uri === undefined) return <MediaView contentType={mimeType} size={bytes} name={name} src={drawable(inline)} />
  const href = webAddress(uri)
  return (
    <div className="lp-part__media">
      <MediaView contentType={mimeType} size={bytes} name={name} small />
      {href === undefined ? (
        <span className="lp-mono lp-faint lp-cut">{uri}</span>
      ) : (
        <a className="lp-mono lp-cut" href={href} target="_blank" rel="noopener noreferrer nofollow">
          {uri}
        </a>
      )}
    </div>
  )
}

/** Content that came inside the trace becomes a picture or a sound, never a page to open or a file to save. */
const drawable = (inline: string | undefined): string | undefined =>
  inline !== undefined && ['image', 'audio', 'video'].includes(mediaKind(/^data:([^;,]*)/.exec(inline)?.[1]))
    ? inline
    : undefined
