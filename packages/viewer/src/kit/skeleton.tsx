import './states.css'

export interface SkeletonProps {
  readonly rows?: number
  /** Height of a row in pixels. */
  readonly rowHeight?: number
  /** Widths of the bars in a row, as CSS lengths. */
  readonly columns?: readonly string[]
}

const COLUMNS = ['64px', '38%', '24%', '48px']

/** The shape of rows to come; shows itself only after 150 ms, so that quick answers do not flicker. */
export const Skeleton = ({ rows = 8, rowHeight = 38, columns = COLUMNS }: SkeletonProps) => (
  <div className="lp-skeleton" role="status" aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      <div className="lp-skeleton__row" key={row} style={{ height: rowHeight, opacity: 1 - row / (rows + 1) }}>
        {columns.map((width, column) => (
          <span className="lp-skeleton__bar" key={column} style={{ width }} />
        ))}
      </div>
    ))}
  </div>
)
