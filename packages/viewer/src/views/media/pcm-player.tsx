import { useEffect, useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Icon } from '../../kit/icons.tsx'
import { wavHeader } from '../../logic/pcm-audio.ts'

interface PcmPlayerProps {
  readonly src: string
  /** Samples per second. */
  readonly rate: number
  readonly label: string
  readonly onError: () => void
}

/** Bare samples, which no browser plays as they are: fetched when asked for, and given the header of a WAV file. */
export function PcmPlayer({ src, rate, label, onError }: PcmPlayerProps) {
  const [url, setUrl] = useState<string>()
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url])
  const load = async (): Promise<void> => {
    try {
      const answer = await fetch(src)
      if (!answer.ok) return onError()
      const samples = await answer.arrayBuffer()
      setUrl(URL.createObjectURL(new Blob([wavHeader(samples.byteLength, rate), samples], { type: 'audio/wav' })))
    } catch {
      onError()
    }
  }
  if (url !== undefined) return <audio controls autoPlay src={url} aria-label={label} onError={onError} />
  return (
    <Button onClick={() => void load()} aria-label={`Play: ${label}`}>
      <Icon name="play" size={12} /> Play
    </Button>
  )
}
