import './kit/tokens.css'
import './kit/base.css'

export { formatDuration } from './format/duration.ts'
export { formatBytes, formatCount, formatPlural } from './format/number.ts'
export { cutText, oneLine } from './format/one-line.ts'
export { formatAgo, formatClock, formatDate, formatDateTime } from './format/time.ts'
export * from './kit/index.ts'
