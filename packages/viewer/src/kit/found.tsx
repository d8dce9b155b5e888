import './found.css'

export interface FoundProps {
  readonly text: string
  readonly query: string
}

const MAX_MARKS = 200

/** A text with every occurrence of `query` marked, any case. */
export function Found({ text, query }: FoundProps) {
  const wanted = query.toLowerCase()
  const lower = text.toLowerCase()
  // Lower case may be longer (İ): then positions would not fit, so nothing is marked.
  if (wanted === '' || lower.length !== text.length || !lower.includes(wanted)) return <>{text}</>
  const pieces = []
  let from = 0
  for (let at = lower.indexOf(wanted); at !== -1 && pieces.length < MAX_MARKS; at = lower.indexOf(wanted, from)) {
    pieces.push(
      text.slice(from, at),
      <mark className="lp-found" key={at}>
        {text.slice(at, at + wanted.length)}
      </mark>,
    )
    from = at + wanted.length
  }
  return (
    <>
      {pieces}
      {text.slice(from)}
    </>
  )
}
