/** Names whose values are secrets wherever they stand: compared in lower case, without `-` and `_`. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'accesskey',
  'accesskeyid',
  'accesstoken',
  'apikey',
  'authorization',
  'authtoken',
  'bearertoken',
  'clientsecret',
  'cookie',
  'credential',
  'credentials',
  'idtoken',
  'passphrase',
  'password',
  'privatekey',
  'proxyauthorization',
  'refreshtoken',
  'secret',
  'secretaccesskey',
  'secretkey',
  'setcookie',
  'xapikey',
  'xgoogapikey',
  'xgoogiamauthorizationtoken',
])

export const REDACTED = '[redacted]'

export const isSecretKey = (key: string): boolean => SECRET_KEYS.has(key.replaceAll(/[-_]/g, '').toLowerCase())

/** The same for attributes, whose names are dotted paths: `http.request.header.authorization`. */
export const isSecretAttribute = (key: string): boolean => isSecretKey(key.slice(key.lastIndexOf('.') + 1))
