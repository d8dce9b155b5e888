const URL_WITH_PASSWORD = /:\/\/[^\s/]*:[^\s/]*@/

/**
 * Everybody on a machine sees the arguments of every process. Where one holds a password, `ps` shows the command's name
 * instead, from now on; until here they were to be seen, so the environment is the better place.
 */
export function hideSecrets(argv: readonly string[]): void {
  if (argv.some((argument) => URL_WITH_PASSWORD.test(argument))) process.title = `loupe ${argv[0] ?? ''}`.trim()
}
