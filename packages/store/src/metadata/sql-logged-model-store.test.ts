import { join } from 'node:path'
import { loggedModelStoreContract } from '../testing/logged-model-store-contract.ts'
import { reopenable } from '../testing/reopenable.ts'
import { openMetadataStores } from './metadata-stores.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'

loggedModelStoreContract('SQLite', () =>
  reopenable((folder) => openMetadataStores(nodeSqliteDialect(join(folder, 'metadata.db')))),
)
