import { attempt } from '../quietly.ts'
import type { GenaiModule } from './find-modules.ts'
import { isObject } from './loose.ts'

export type Owner =
  | 'Models'
  | 'Caches'
  | 'Files'
  | 'Batches'
  | 'Operations'
  | 'Tokens'
  | 'Tunings'
  | 'FileSearchStores'
  | 'Documents'
  | 'Chat'
  | 'Pager'

/** Where an instance of each class hangs on a client. Most copies export the class too, by its name (gemini-sdk.md §2). */
const ON_CLIENT: Readonly<Record<Owner, readonly string[] | undefined>> = {
  Models: ['models'],
  Caches: ['caches'],
  Files: ['files'],
  Batches: ['batches'],
  Operations: ['operations'],
  Tokens: ['authTokens'],
  Tunings: ['tunings'],
  FileSearchStores: ['fileSearchStores'],
  Documents: ['fileSearchStores', 'documents'],
  // Made by `chats.create` and by every `list`: no client has one at first.
  Chat: undefined,
  Pager: undefined,
}

export const OWNER_NAMES: readonly Owner[] = Object.keys(ON_CLIENT) as Owner[]

export interface OwnerClass {
  readonly prototype: object
  /** One instance, by which to tell what the constructor assigns from what the class has. */
  readonly sample: object | undefined
}

/**
 * The classes of one copy of the SDK. Several are not exported and are reached through a client that is made for
 * this alone: it asks nobody for anything, and is dropped.
 */
export function findOwnerClass(owner: Owner, module: GenaiModule, probe: object | undefined): OwnerClass | undefined {
  const onProbe = probe && ownerOn(probe, owner)
  if (onProbe !== undefined) return { prototype: Object.getPrototypeOf(onProbe) as object, sample: onProbe }
  const exported: unknown = Reflect.get(module, owner)
  if (typeof exported !== 'function' || !isObject(exported.prototype)) return undefined
  const sample = ON_CLIENT[owner] && attempt(`making a ${owner}`, () => Reflect.construct(exported, [{}]) as object)
  return { prototype: exported.prototype, sample }
}

/** `fileSearchStores.documents` of a client, for example; undefined where a version has no such thing. */
export function ownerOn(client: object, owner: Owner): object | undefined {
  const path = ON_CLIENT[owner]
  if (path === undefined) return undefined
  const found = path.reduce<unknown>((holder, key) => (isObject(holder) ? holder[key] : undefined), client)
  return isObject(found) ? found : undefined
}
