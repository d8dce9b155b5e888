import { JsonTree } from '../../kit/json-tree.tsx'
import { isJsonObject, type JsonValue } from '../../kit/json-value.ts'
import { CutText } from './cut-text.tsx'
import './value-view.css'

export interface ValueViewProps {
  readonly value: JsonValue
  readonly label: string
}

const MAX_LINES = 12

/** A value in the fewest marks: a scalar as it is, a flat object as names and values, anything else as a tree. */
export function ValueView({ value, label }: ValueViewProps) {
  if (isFlat(value)) {
    return (
      <dl className="lp-values">
        {Object.entries(value).map(([key, part]) => (
          <div className="lp-values__line" key={key}>
            <dt>{key}</dt>
            <dd>
              <Scalar value={part} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  if (typeof value === 'object' && value !== null) {
    return <JsonTree value={value} label={label} bare maxHeight={360} />
  }
  return (
    <div className="lp-values">
      <Scalar value={value} />
    </div>
  )
}

const isScalar = (value: JsonValue): boolean => typeof value !== 'object' || value === null

const isFlat = (value: JsonValue): value is { readonly [key: string]: JsonValue } => {
  if (!isJsonObject(value)) return false
  const parts = Object.values(value)
  return parts.length > 0 && parts.length <= MAX_LINES && parts.every(isScalar)
}

const Scalar = ({ value }: { readonly value: JsonValue }) =>
  typeof value === 'string' ? (
    <CutText text={value} characters={1200}>
      {(shown) => <span className="lp-values__text">{shown}</span>}
    </CutText>
  ) : (
    <span className="lp-values__scalar">{String(value)}</span>
  )
