import type { Environment } from '../../config.ts'
import { readServerAddress, type ServerAddress } from '../server-address.ts'

/**
 * The address with the credentials that MLflow's clients read (mlflow-wire.md §1.4): those in the URI, then
 * `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, then `MLFLOW_TRACKING_TOKEN`. Undefined for what is no http or https URL.
 */
export function serverAddress(trackingUri: string, env: Environment): ServerAddress | undefined {
  const address = readServerAddress(trackingUri)
  if (address === undefined || 'authorization' in address.headers) return address
  const authorization = authorizationIn(env)
  return authorization === undefined ? address : { ...address, headers: { ...address.headers, authorization } }
}

function authorizationIn(env: Environment): string | undefined {
  const { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password, MLFLOW_TRACKING_TOKEN: token } = env
  if (username && password)
    return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`
  return token ? `Bearer ${token}` : undefined
}
