import type { TypeLook } from '../logic/type-look.ts'
import './type-badge.css'

/** The type of a span: a letter on its colour. */
export const TypeBadge = ({ look }: { readonly look: TypeLook }) => (
  <span
    className="lp-type"
    title={look.word}
    style={{ color: `var(--${look.tone})`, backgroundColor: `var(--${look.tone}-soft)` }}
  >
    <span aria-hidden="true">{look.letter}</span>
    <span className="lp-aloud">{look.word}</span>
  </span>
)
