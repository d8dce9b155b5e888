import { clusterShape } from '../clickhouse/schema/cluster-shape.ts'
import { ONE_MACHINE, type TableShape } from '../clickhouse/schema/migration.ts'

/** A ClickHouse server or a load balancer before some, as a person names it. `password` is never shown. */
export interface ClickHouseTarget {
  /** `http(s)://host:port`. */
  readonly url: string
  /** Host and database only: safe to show. */
  readonly shown: string
  readonly user: string
  readonly password: string
  readonly database: string
  /** Tables are made on all of its servers, replicated and sharded; on the one server when absent. */
  readonly cluster?: string
  /** Settings for every statement, e.g. `insert_quorum`. */
  readonly settings: Readonly<Record<string, string>>
}

export type ClickHouseTargetResult =
  | { readonly ok: true; readonly target: ClickHouseTarget }
  | { readonly ok: false; readonly expected: string }

const EXPECTED = 'a URL such as https://user:password@clickhouse.example:8443/loupe'

/**
 * Reads `http(s)://user:password@host:port/database?setting=value`. The database is `default` unless told; every query
 * parameter is a setting of ClickHouse's. Never throws, and what it gives on failure holds nothing of `text`.
 */
export function readClickHouseUrl(text: string): ClickHouseTargetResult {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hash !== '') return { ok: false, expected: EXPECTED }
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (user === undefined || password === undefined || database === undefined || !/^\w*$/.test(database)) {
    return { ok: false, expected: EXPECTED }
  }
  const settings = Object.fromEntries(url.searchParams)
  if (Object.keys(settings).some((name) => !/^[a-z]\w*$/.test(name))) {
    return { ok: false, expected: `${EXPECTED}, with settings of ClickHouse's as its query` }
  }
  const named = database === '' ? 'default' : database
  return {
    ok: true,
    target: {
      url: url.origin,
      shown: `${url.origin}/${named}`,
      user: user === '' ? 'default' : user,
      password,
      database: named,
      settings,
    },
  }
}

/** How tables are made there. */
export const shapeAt = ({ cluster }: ClickHouseTarget): TableShape =>
  cluster === undefined ? ONE_MACHINE : clusterShape({ name: cluster, hasKeeper: true })

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
