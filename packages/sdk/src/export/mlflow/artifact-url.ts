import type { Connection } from './call-json.ts'

export type ArtifactTarget =
  | { readonly ok: true; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly reason: string }

/**
 * Where a file below an artifact location is put (mlflow-wire.md §6.2). Only what the server proxies can be reached: for
 * `s3:` and its kin one would need the storage's own client and credentials.
 */
export function artifactUrl(location: string, path: string, { baseUrl, headers }: Connection): ArtifactTarget {
  const match = /^mlflow-artifacts:(?:\/\/([^/]*))?(\/.*)?$/.exec(location)
  if (match === null)
    return { ok: false, reason: `the server keeps artifacts where only it can write: ${schemeOf(location)}` }
  const folder = (match[2] ?? '').split('/').filter((part) => part !== '')
  const file = [...folder, ...path.split('/')].map(encodeURIComponent).join('/')
  const authority = match[1] ?? ''
  const host = authority === '' ? baseUrl : `${new URL(baseUrl).protocol}//${authority}`
  return {
    ok: true,
    url: `${host}/api/2.0/mlflow-artifacts/artifacts/${file}`,
    // Credentials are for the server that the program named, not for one that an answer names.
    headers: authority === '' || new URL(baseUrl).host === authority ? headers : {},
  }
}

const schemeOf = (location: string): string => /^[a-z0-9+.-]+:/i.exec(location)?.[0] ?? 'a local folder'
