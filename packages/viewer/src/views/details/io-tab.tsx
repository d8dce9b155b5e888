import type { Span } from '@loupe-ai/model'
import { useMemo } from 'react'
import { formatBytes } from '../../format/number.ts'
import { CopyButton } from '../../kit/copy-button.tsx'
import { JsonTree } from '../../kit/json-tree.tsx'
import { jsonOf } from '../../logic/json-of.ts'

/** Inputs and outputs as they were sent. */
export const IoTab = ({ span, search }: { readonly span: Span; readonly search: string }) => (
  <div className="lp-sections">
    <Payload title="Inputs" text={span.inputs} search={search} />
    <Payload title="Outputs" text={span.outputs} search={search} />
  </div>
)

interface PayloadProps {
  readonly title: string
  readonly text: string | undefined
  readonly search: string
}

function Payload({ title, text, search }: PayloadProps) {
  const value = useMemo(() => jsonOf(text), [text])
  return (
    <section className="lp-section" aria-label={title}>
      <h3 className="lp-section__title">
        {title}
        {text !== undefined && (
          <>
            <span className="lp-faint">{formatBytes(text.length)}</span>
            <CopyButton text={text} label={`Copy ${title.toLowerCase()} as JSON`} />
          </>
        )}
      </h3>
      {value === undefined ? (
        <p className="lp-section__none">none recorded</p>
      ) : (
        <div className="lp-section__box">
          <JsonTree value={value} label={title} search={search} maxHeight={620} />
        </div>
      )}
    </section>
  )
}
