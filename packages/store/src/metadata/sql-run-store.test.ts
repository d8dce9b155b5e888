import { join } from 'node:path'
import { reopenable } from '../testing/reopenable.ts'
import { runSearchContract } from '../testing/run-search-contract.ts'
import { runStoreContract } from '../testing/run-store-contract.ts'
import { type MetadataStores, openMetadataStores } from './metadata-stores.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'

const open = async (folder: string): Promise<MetadataStores> =>
  openMetadataStores(nodeSqliteDialect(join(folder, 'metadata.db')))

runStoreContract('SQLite', () => reopenable(open))
runSearchContract('SQLite', () => reopenable(open))
