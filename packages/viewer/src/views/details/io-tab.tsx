import type { Span } from '@loupe-ai/model'
import { useMemo } from 'react'
import { formatBytes } from '../../format/number.ts'
import { CopyButton } from '../../kit/copy-button.tsx'
import { JsonTree } from '../../kit/json-tree.tsx'
import { jsonOf } from '../../logic/json-of.ts'

/** Inputs and outputs as they were sent. */
export const IoTab = ({ span }: { readonly span: Span }) => (
  <div className="lp-sections">
    <Payload title="Inputs" text={span.inputs} />
    <Payload title="Outputs" text={span.outputs} />
  </div>
)

function Payload({ title, text }: { readonly title: string; readonly text: string | undefined }) {
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
          <JsonTree value={value} label={title} maxHeight={620} />
        </div>
      )}
    </section>
  )
}
