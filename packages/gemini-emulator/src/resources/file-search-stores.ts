import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { Json, JsonObject } from '../json.ts'
import { keep, newId } from '../state/emulator-state.ts'
import type { EmulatorState } from '../state/emulator-state.ts'
import { commandOf, continueUpload, startUpload } from './files.ts'
import { keepOperation, USUAL_POLLS } from './operations.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** What is kept of a store; its counts are taken from its documents: gemini-api.md §14. */
export interface StoredStore {
  name: string
  displayName?: string
  embeddingModel?: string
  createTime: string
  updateTime: string
}

export interface StoredDocument {
  name: string
  displayName: string
  mimeType: string
  sizeBytes: string
  createTime: string
  updateTime: string
  state: 'STATE_ACTIVE'
  customMetadata?: Json
}

/** fileSearchStores.create, get, list, delete, upload and import; documents.get, list and delete. */
export const FILE_SEARCH_ROWS: readonly ResourceRow[] = [
  ['POST', /^fileSearchStores$/, createStore],
  ['GET', /^fileSearchStores$/, listStores],
  ['GET', /^(fileSearchStores\/[^/:]+)$/, getStore],
  ['DELETE', /^(fileSearchStores\/[^/:]+)$/, deleteStore],
  ['POST', /^(fileSearchStores\/[^/:]+):importFile$/, importFile],
  ['POST', /^upload\/(fileSearchStores\/[^/:]+):uploadToFileSearchStore$/, uploadDocument],
  ['GET', /^(fileSearchStores\/[^/:]+)\/documents$/, listDocuments],
  ['GET', /^(fileSearchStores\/[^/:]+\/documents\/[^/:]+)$/, getDocument],
  ['DELETE', /^(fileSearchStores\/[^/:]+\/documents\/[^/:]+)$/, deleteDocument],
]

const missing = (name: string): ApiFailure => ({ code: 404, status: 'NOT_FOUND', message: `${name} was not found.` })

const documentsOf = (state: EmulatorState, store: string): StoredDocument[] =>
  [...state.documents.values()].filter(({ name }) => name.startsWith(`${store}/documents/`))

function storeBody(state: EmulatorState, store: StoredStore): object {
  const documents = documentsOf(state, store.name)
  return {
    ...store,
    activeDocumentsCount: String(documents.length),
    pendingDocumentsCount: '0',
    failedDocumentsCount: '0',
    sizeBytes: String(documents.reduce((sum, { sizeBytes }) => sum + Number(sizeBytes), 0)),
  }
}

function createStore({ body, state, seed, now }: ResourceCall): HttpAnswer {
  const displayName = typeof body.displayName === 'string' ? body.displayName : undefined
  const slug = (displayName ?? 'store')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, 20)
  const time = now.toISOString()
  const store: StoredStore = {
    name: `fileSearchStores/${slug}-${newId(state, seed, 12)}`,
    ...(displayName !== undefined && { displayName }),
    ...(typeof body.embeddingModel === 'string' && { embeddingModel: body.embeddingModel }),
    createTime: time,
    updateTime: time,
  }
  return answerWith(storeBody(state, keep(state.stores, store.name, store)))
}

function listStores({ state, query }: ResourceCall): HttpAnswer {
  const page = pageOf([...state.stores.values()], ({ name }) => name, query, { usual: 10, largest: 20 })
  return answerWith(pageBody(page, 'fileSearchStores', (store) => storeBody(state, store)))
}

function getStore({ state }: ResourceCall, name = ''): HttpAnswer {
  const store = state.stores.get(name)
  return answerWith(store ? storeBody(state, store) : missing(name))
}

function deleteStore({ state, query }: ResourceCall, name = ''): HttpAnswer {
  if (!state.stores.has(name)) return answerWith(missing(name))
  const documents = documentsOf(state, name)
  if (documents.length > 0 && query.get('force') !== 'true') {
    const message = 'Cannot delete non-empty FileSearchStore.'
    return answerWith({ code: 400, status: 'FAILED_PRECONDITION', message })
  }
  for (const document of documents) state.documents.delete(document.name)
  state.stores.delete(name)
  return answerWith({})
}

function importFile(call: ResourceCall, store = ''): HttpAnswer {
  const { state, body, seed } = call
  if (!state.stores.has(store)) return answerWith(missing(store))
  const fileName = body.fileName ?? body.file_name
  const file = typeof fileName === 'string' ? state.files.get(fileName) : undefined
  if (!file) return answerWith(invalidArgument(`File ${String(fileName)} was not found.`))
  const { displayName = file.body.name, mimeType } = file.body
  const document = addDocument(call, store, body, { displayName, mimeType }, file.bytes.length)
  const operation = keepOperation(state, {
    name: `${store}/operations/${newId(state, seed, 16)}`,
    pollsLeft: USUAL_POLLS,
    result: { response: { parent: store, documentName: document.name } },
  })
  return answerWith(operation)
}

function uploadDocument(call: ResourceCall, store = ''): HttpAnswer {
  const { state, seed, body, headers } = call
  if (!commandOf(call).includes('start')) return continueUpload(call)
  if (!state.stores.has(store)) return answerWith(missing(store))
  const fileName = headers['x-goog-upload-file-name']
  const text = (value: unknown, other: string): string => (typeof value === 'string' && value !== '' ? value : other)
  const displayName = text(body.displayName, text(fileName, 'document'))
  const mimeType = text(body.mimeType, text(headers['x-goog-upload-header-content-type'], 'text/plain'))
  return startUpload(call, `${store}:uploadToFileSearchStore`, (bytes) => {
    const document = addDocument(call, store, body, { displayName, mimeType }, bytes.length)
    return keepOperation(state, {
      name: `${store}/upload/operations/${newId(state, seed, 16)}`,
      pollsLeft: USUAL_POLLS,
      result: { response: { parent: store, documentName: document.name } },
    })
  })
}

function addDocument(
  { state, seed, now }: ResourceCall,
  store: string,
  { customMetadata }: JsonObject,
  said: { displayName: string; mimeType: string },
  size: number,
): StoredDocument {
  const time = now.toISOString()
  const document: StoredDocument = {
    name: `${store}/documents/${newId(state, seed, 24)}`,
    ...said,
    sizeBytes: String(size),
    createTime: time,
    updateTime: time,
    state: 'STATE_ACTIVE',
    ...(customMetadata !== undefined && { customMetadata }),
  }
  return keep(state.documents, document.name, document)
}

function listDocuments({ state, query }: ResourceCall, store = ''): HttpAnswer {
  if (!state.stores.has(store)) return answerWith(missing(store))
  const page = pageOf(documentsOf(state, store), ({ name }) => name, query, { usual: 10, largest: 20 })
  return answerWith(pageBody(page, 'documents', (document) => document))
}

function getDocument({ state }: ResourceCall, name = ''): HttpAnswer {
  return answerWith(state.documents.get(name) ?? missing(name))
}

function deleteDocument({ state }: ResourceCall, name = ''): HttpAnswer {
  return answerWith(state.documents.delete(name) ? {} : missing(name))
}
