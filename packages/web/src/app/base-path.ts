/** The path under which Loupe is served, without a slash at its end: `` at the root, `/loupe` behind a proxy. */
export const basePathOf = (baseUri: string): string => new URL(baseUri).pathname.replace(/\/[^/]*$/, '')

/** The address that SDKs are given, without a slash at its end. */
export const ourUrl = (baseUri: string): string => new URL(baseUri).origin + basePathOf(baseUri)
