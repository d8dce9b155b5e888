export declare const BROWSER_FLAGS: string[]
export declare function findBrowser(env?: Readonly<Record<string, string | undefined>>): string | undefined
