/** What a browser sees where the UI was not built; the API works all the same. */
export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Loupe</title>
    <meta name="color-scheme" content="light dark" />
    <style>body { font: 16px/1.6 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1em }</style>
  </head>
  <body>
    <h1>Loupe is running</h1>
    <p>Traces are taken and kept, but the web UI has not been built. In the checkout, run</p>
    <pre>npm run build</pre>
    <p>and load this page again.</p>
  </body>
</html>
`
