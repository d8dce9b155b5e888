import { join } from 'node:path'
import { reopenable } from '../testing/reopenable.ts'
import { runStoreContract } from '../testing/run-store-contract.ts'
import { openMetadataStores } from './metadata-stores.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'

runStoreContract('SQLite', () =>
  reopenable((folder) => openMetadataStores(nodeSqliteDialect(join(folder, 'metadata.db')))),
)
