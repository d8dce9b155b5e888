import { formatCount, formatPlural } from '../../format/number.ts'
import type { Vector } from '../../logic/conversation/read-span.ts'
import { CutText } from '../conversation/cut-text.tsx'

export interface EmbeddingViewProps {
  readonly texts: readonly string[]
  readonly vectors: readonly Vector[]
}

const MAX_SHOWN = 50

/** Each text with the beginning of the vector that it became. */
export function EmbeddingView({ texts, vectors }: EmbeddingViewProps) {
  const count = Math.max(texts.length, vectors.length)
  return (
    <>
      {Array.from({ length: Math.min(count, MAX_SHOWN) }, (_, index) => (
        <article className="lp-msg" key={index}>
          <span className="lp-msg__role">{count === 1 ? 'text' : `text ${index + 1}`}</span>
          <div className="lp-msg__parts">
            {texts[index] !== undefined && (
              <CutText text={texts[index]} characters={600}>
                {(shown) => <p className="lp-part__text">{shown}</p>}
              </CutText>
            )}
            {vectors[index] !== undefined && <VectorLine vector={vectors[index]} />}
          </div>
        </article>
      ))}
      {count > MAX_SHOWN && (
        <p className="lp-faint">{formatPlural(count - MAX_SHOWN, 'more text')} in Inputs &amp; outputs.</p>
      )}
    </>
  )
}

const VectorLine = ({ vector: { dimensions, head } }: { readonly vector: Vector }) => (
  <span className="lp-mono lp-muted">
    [{head.map((value) => (typeof value === 'number' ? value.toFixed(4) : String(value))).join(', ')}
    {dimensions > head.length && ', …'}] <span className="lp-faint">{formatCount(dimensions)} dimensions</span>
  </span>
)
