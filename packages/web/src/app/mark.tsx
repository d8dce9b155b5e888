/** Loupe's sign: a lens. */
export const Mark = () => (
  <svg className="mark" width="22" height="22" viewBox="0 0 22 22" fill="none" aria-hidden="true">
    <circle cx="9.5" cy="9.5" r="7.5" stroke="currentColor" strokeWidth="2.5" />
    <path d="m16.2 16.2 3.3 3.3" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
  </svg>
)
