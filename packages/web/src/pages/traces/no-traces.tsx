import { CopyButton, Tabs } from '@loupe-ai/viewer'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ourUrl } from '../../app/base-path.ts'
import { snippetsFor, type Snippet } from './snippets.ts'
import { useArrivals } from './use-arrivals.ts'
import './no-traces.css'

export interface NoTracesProps {
  readonly experimentId: string
  readonly experimentName?: string
}

/** An experiment without traces: what to run, with this server's address in it. The page flips when the first lands. */
export function NoTraces({ experimentId, experimentName }: NoTracesProps) {
  const [chosen, setChosen] = useState<Snippet['id']>('typescript')
  const elsewhere = useArrivals(experimentId)
  const trackingUri = ourUrl(document.baseURI)
  const snippets = snippetsFor({
    trackingUri,
    experimentId,
    experimentName: experimentId === '0' ? undefined : experimentName,
  })
  const snippet = snippets.find((one) => one.id === chosen) ?? snippets[0]!
  return (
    <div className="no-traces lp-scroll">
      <div className="no-traces__column">
        <h1 className="no-traces__title">No traces yet</h1>
        <p className="no-traces__text">
          Run this, and its traces appear here by themselves
          {experimentName !== undefined && <InExperiment name={experimentName} />}.
        </p>
        {elsewhere !== undefined && (
          <p className="no-traces__elsewhere">
            There are traces in{' '}
            <Link to="/experiments/$experimentId/traces" params={{ experimentId: elsewhere.experimentId }}>
              <bdi>{elsewhere.name}</bdi>
            </Link>
          </p>
        )}
        <Tabs
          label="Ways to send traces"
          items={snippets.map(({ id, label }) => ({ id, label }))}
          active={chosen}
          onSelect={setChosen}
          idPrefix="snippet"
        />
        <div role="tabpanel" id="snippet-panel" aria-labelledby={`snippet-tab-${chosen}`} className="no-traces__panel">
          {snippet.install !== undefined && <Code text={snippet.install} label="Copy the command" isCommand />}
          <Code text={snippet.code} label="Copy the code" />
          <p className="no-traces__note">{snippet.note}</p>
        </div>
        <p className="no-traces__waiting" role="status">
          <span className="no-traces__pulse" aria-hidden="true" />
          Listening on {trackingUri}
        </p>
        <p className="no-traces__note">
          No API key at hand? <code className="lp-mono">npx @loupe-ai/cli demo</code> sends a few traces from a local
          emulator.
        </p>
      </div>
    </div>
  )
}

const InExperiment = ({ name }: { readonly name: string }) => (
  <>
    , in <bdi className="no-traces__name">{name}</bdi>
  </>
)

function Code({
  text,
  label,
  isCommand = false,
}: {
  readonly text: string
  readonly label: string
  readonly isCommand?: boolean
}) {
  return (
    <div className="snippet" data-command={isCommand}>
      {/* Wide code scrolls, so the keyboard must reach it. */}
      <pre className="snippet__text lp-scroll" tabIndex={0} aria-label={isCommand ? 'Command' : 'Code'}>
        {text}
      </pre>
      <div className="snippet__copy">
        <CopyButton text={text} label={label} />
      </div>
    </div>
  )
}
