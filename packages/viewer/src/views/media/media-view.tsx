import { useContext, useRef, useState } from 'react'
import { formatBytes } from '../../format/number.ts'
import { Button } from '../../kit/button.tsx'
import { Icon, type IconName } from '../../kit/icons.tsx'
import { mediaKind, type AttachmentRef, type MediaKind } from '../../logic/attachment.ts'
import { pcmRate } from '../../logic/pcm-audio.ts'
import { AttachmentHrefContext } from './attachment-href.ts'
import { PcmPlayer } from './pcm-player.tsx'
import './media.css'

export interface MediaViewProps {
  readonly contentType?: string
  /** Bytes of it. */
  readonly size?: number
  readonly name?: string
  /** Where it lies on our server, or the content itself as a `data:` URL. Absent: only what is known of it is shown. */
  readonly src?: string
  /** In a line of a JSON tree. */
  readonly small?: boolean
}

const ICONS: Readonly<Record<MediaKind, IconName>> = {
  image: 'image',
  audio: 'sound',
  video: 'video',
  pdf: 'file',
  file: 'file',
}

/** An attachment of a trace: drawn or played where the browser can do that safely, else something to save. */
export function AttachmentView({ attachment, ...rest }: { readonly attachment: AttachmentRef } & MediaViewProps) {
  const href = useContext(AttachmentHrefContext)
  const { contentType, size } = attachment
  return <MediaView contentType={contentType} size={size} src={href(attachment)} {...rest} />
}

export function MediaView(props: MediaViewProps) {
  const { contentType, src, small = false } = props
  const [isMissing, setIsMissing] = useState(false)
  const kind = mediaKind(contentType)
  const onError = () => setIsMissing(true)
  if (src === undefined || isMissing) return <MediaChip {...props} src={undefined} isMissing={isMissing} />
  const rate = pcmRate(contentType)
  if (rate !== undefined) {
    return (
      <div className="lp-media" data-small={small || undefined}>
        <PcmPlayer src={src} rate={rate} label={labelOf(props)} onError={onError} />
        <Caption {...props} />
      </div>
    )
  }
  switch (kind) {
    case 'image':
      return <Picture {...props} src={src} onError={onError} />
    case 'audio':
      return (
        <div className="lp-media" data-small={small || undefined}>
          <audio controls preload="metadata" src={src} aria-label={labelOf(props)} onError={onError} />
          <Caption {...props} />
        </div>
      )
    case 'video':
      return (
        <div className="lp-media" data-small={small || undefined}>
          <video controls preload="metadata" src={src} aria-label={labelOf(props)} onError={onError} />
          <Caption {...props} />
        </div>
      )
    default:
      return <MediaChip {...props} isMissing={false} />
  }
}

interface PictureProps extends MediaViewProps {
  readonly src: string
  readonly onError: () => void
}

/** Bounded and loaded when it comes into sight; pressed, it shows as large as the window allows. */
function Picture({ onError, ...props }: PictureProps) {
  const { src, small = false } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const label = labelOf(props)
  return (
    <div className="lp-media" data-small={small || undefined}>
      <button
        type="button"
        className="lp-media__open"
        aria-label={`Enlarge: ${label}`}
        onClick={() => dialog.current?.showModal()}
      >
        <img src={src} alt={label} loading="lazy" decoding="async" onError={onError} />
      </button>
      <Caption {...props} />
      <dialog
        ref={dialog}
        className="lp-media__large"
        aria-label={label}
        onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
        // The page has keys of its own, and Escape closes the picture only.
        onKeyDown={(event) => event.stopPropagation()}
      >
        <img src={src} alt={label} loading="lazy" decoding="async" />
        <footer>
          <Caption {...props} />
          <span className="lp-grow" />
          <Button look="quiet" onClick={() => dialog.current?.close()}>
            Close
          </Button>
        </footer>
      </dialog>
    </div>
  )
}

function Caption({ contentType, size, name, src }: MediaViewProps) {
  return (
    <small className="lp-media__caption">
      {name !== undefined && <b>{name}</b>}
      {contentType !== undefined && <span>{contentType}</span>}
      {size !== undefined && <span>{formatBytes(size)}</span>}
      {src !== undefined && (
        <a href={src} download={name ?? ''}>
          Save
        </a>
      )}
    </small>
  )
}

/** What is not drawn: a document to open, a file to save, or something of which only the facts are known. */
function MediaChip(props: MediaViewProps & { readonly isMissing: boolean }) {
  const { contentType, size, name, src, small = false, isMissing } = props
  const kind = mediaKind(contentType)
  return (
    <span className="lp-media__chip" data-small={small || undefined}>
      <Icon name={ICONS[kind]} size={small ? 13 : 16} />
      <b>{name ?? contentType ?? 'file'}</b>
      {name !== undefined && contentType !== undefined && <span>{contentType}</span>}
      {size !== undefined && <span>{formatBytes(size)}</span>}
      {isMissing && <span title="It may still be under way, or was deleted">not there</span>}
      {src !== undefined && kind === 'pdf' && (
        <a href={src} target="_blank" rel="noopener noreferrer">
          Open
        </a>
      )}
      {src !== undefined && (
        <a href={src} download={name ?? ''}>
          Save
        </a>
      )}
    </span>
  )
}

const labelOf = ({ name, contentType, size }: MediaViewProps): string =>
  [name ?? contentType ?? 'file', size === undefined ? undefined : formatBytes(size)]
    .filter((part) => part !== undefined)
    .join(', ')
