import { useId, useState } from 'react'
import { formatCount } from '../../format/number.ts'
import { oneLine } from '../../format/one-line.ts'
import { Icon } from '../../kit/icons.tsx'
import { CutText } from './cut-text.tsx'

const TASTE_CHARACTERS = 160
const OPEN_CHARACTERS = 6000

/** What a model thought before it answered: apart from the answer, and folded to a line until somebody asks. */
export function Thought({ text }: { readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  return (
    <div className="lp-part__back lp-thought">
      <button
        type="button"
        className="lp-thought__fold"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
        {isOpen ? (
          <span className="lp-faint">{formatCount(text.length)} characters</span>
        ) : (
          <span className="lp-cut">{oneLine(text, TASTE_CHARACTERS)}</span>
        )}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <CutText text={text.trim()} characters={OPEN_CHARACTERS}>
            {(shown) => <p className="lp-part__quiet">{shown}</p>}
          </CutText>
        )}
      </div>
    </div>
  )
}
