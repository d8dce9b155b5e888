export { A_MOMENT_NANOS, aSpan, spanIdOf } from './a-span.ts'
export { openInTemporaryFolder } from './open-in-temporary-folder.ts'
