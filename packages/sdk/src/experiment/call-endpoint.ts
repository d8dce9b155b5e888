import type { EndpointName, RequestOf, ResponseOf } from '@loupe-ai/contract'

/** Asks a server. Rejects with a LoupeError: the server's own code, or `SERVER_UNREACHABLE`. */
export type CallEndpoint = <Name extends EndpointName>(
  name: Name,
  request: RequestOf<Name>,
) => Promise<ResponseOf<Name>>
