import type { IncomingHttpHeaders } from 'node:http'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { JsonObject } from '../json.ts'
import type { Backend } from '../routes.ts'
import type { EmulatorState } from '../state/emulator-state.ts'

/** A request about something that the emulator remembers: a file, a cache, a batch, … */
export interface ResourceCall {
  httpMethod: string
  backend: Backend
  version: string
  /** Below version and project, as in `files/abc:download`; uploads begin with `upload/`. */
  path: string
  /** `projects/P/locations/L/`, or nothing. */
  parent: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The parsed body; empty where the body is no JSON object. */
  body: JsonObject
  bytes: Buffer
  /** `http://127.0.0.1:1234`, where this emulator was reached. */
  origin: string
  seed: string
  now: Date
  state: EmulatorState
}

/** Answers a call; `names` are the parts of the path that the row's pattern caught. */
type ResourceMethod = (call: ResourceCall, ...names: string[]) => HttpAnswer

/** One row of a table of methods: HTTP method, pattern of the path, and who answers. */
export type ResourceRow = readonly [httpMethod: string, path: RegExp, method: ResourceMethod]
