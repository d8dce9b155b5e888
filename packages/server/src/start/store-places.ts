import { type ClickHouseTarget, type PostgresTarget, readClickHouseUrl, readPostgresUrl } from '@loupe-ai/store'
import type { ServerConfig } from '../config.ts'
import type { StartFailure } from './start-failure.ts'

/** Where stores lie that do not lie in the data folder. */
interface StorePlaces {
  readonly clickHouse?: ClickHouseTarget
  readonly postgres?: PostgresTarget
}

type PlacesResult =
  | { readonly ok: true; readonly places: StorePlaces }
  | { readonly ok: false; readonly failure: StartFailure }

type StoreUrls = Pick<ServerConfig, 'clickhouseUrl' | 'clickhouseCluster' | 'metadataUrl'>

/** Reads the URLs of the stores; neither they nor their passwords are in a failure. */
export function readStorePlaces({ clickhouseUrl, clickhouseCluster, metadataUrl }: StoreUrls): PlacesResult {
  const clickHouse = clickhouseUrl === undefined ? undefined : readClickHouseUrl(clickhouseUrl)
  if (clickHouse?.ok === false) return badUrl('--clickhouse-url', 'LOUPE_CLICKHOUSE_URL', clickHouse.expected)
  const postgres = metadataUrl === undefined ? undefined : readPostgresUrl(metadataUrl)
  if (postgres?.ok === false) return badUrl('--metadata-url', 'LOUPE_METADATA_URL', postgres.expected)
  return {
    ok: true,
    places: {
      ...(clickHouse && {
        clickHouse: { ...clickHouse.target, ...(clickhouseCluster && { cluster: clickhouseCluster }) },
      }),
      ...(postgres && { postgres: postgres.target }),
    },
  }
}

const badUrl = (flag: string, variable: string, expected: string): PlacesResult => ({
  ok: false,
  failure: { kind: 'bad-url', flag, variable, expected },
})
