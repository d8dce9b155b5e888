export { startServer } from './start-server.ts'
export type { TestServer } from './start-server.ts'
export { temporaryFolder } from './temporary-folder.ts'
export type { TemporaryFolder } from './temporary-folder.ts'
