// Ends with 0 when the server answers and so do its stores.
const url = `http://127.0.0.1:${process.env.LOUPE_PORT || 5000}/health/ready`
const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch((error) => error)
if (answer.status !== 200) {
  process.stderr.write(`${url}: ${answer.status ?? answer.message}\n`)
  process.exitCode = 1
}
