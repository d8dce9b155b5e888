export const SDK_NAME = '@loupe-ai/sdk'
/** As in package.json, which not every platform can import. */
export const SDK_VERSION = '0.1.0'
