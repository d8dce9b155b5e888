import { EmptyState } from '@loupe-ai/viewer'

const EXAMPLES = [
  "status = 'ERROR'",
  "name = 'multi-turn' AND execution_time_ms > 2000",
  "trace.text HAS 'quota exceeded' OR status = 'ERROR'",
  "span.type = 'TOOL' AND span.name = 'multiply'",
  'metadata.`mlflow.trace.session` IS NOT NULL',
] as const

/** Stands where rows would be when a filter was never understood: some that work, to begin from. */
export const FilterExamples = ({ onChoose }: { readonly onChoose: (filter: string) => void }) => (
  <EmptyState title="This filter cannot be read">
    Conditions are joined by AND, OR and NOT; values stand in quotes. For example:
    <ul className="filter-examples">
      {EXAMPLES.map((example) => (
        <li key={example}>
          <button type="button" className="lp-mono" onClick={() => onChoose(example)}>
            {example}
          </button>
        </li>
      ))}
    </ul>
  </EmptyState>
)
