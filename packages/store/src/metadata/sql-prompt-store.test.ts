import { join } from 'node:path'
import { promptStoreContract } from '../testing/prompt-store-contract.ts'
import { reopenable } from '../testing/reopenable.ts'
import { openMetadataStores } from './metadata-stores.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'

promptStoreContract('SQLite', () =>
  reopenable((folder) => openMetadataStores(nodeSqliteDialect(join(folder, 'metadata.db')))),
)
