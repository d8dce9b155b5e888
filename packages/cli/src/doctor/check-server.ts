import { type Finding, fail, ok, warn } from './finding.ts'

export interface ServerFacts {
  readonly findings: readonly Finding[]
  /** Of a Loupe server; absent for any other, and where nothing answers. */
  readonly loupeVersion?: string
}

const MAX_MILLIS = 5000
const WARN_SKEW_MILLIS = 30_000

/** Whether a server answers, what it is, whether it is ready, and whether its clock goes as ours. `url` without a slash at its end. */
export async function checkServer(url: string, nowMillis: () => number = Date.now): Promise<ServerFacts> {
  const begun = nowMillis()
  const answer = await ask(`${url}/version`)
  if (typeof answer === 'string') {
    const remedy = isLocal(url)
      ? 'Start it with: loupe server. If it runs on another port or machine, set LOUPE_TRACKING_URI.'
      : 'Check LOUPE_TRACKING_URI, the network, and that the server listens beyond its own machine (--host).'
    return { findings: [fail(`no server at ${url}: ${answer}`, remedy)] }
  }
  const loupeVersion = answer.headers.get('x-loupe-version') ?? undefined
  if (answer.status === 403) {
    const host = new URL(url).host
    return {
      findings: [
        fail(`${url} refuses requests for the host ${host}`, `Start the server with --allowed-hosts ${host}.`),
      ],
    }
  }
  if (loupeVersion === undefined) {
    const said = (await answer.text().catch(() => '')).trim()
    const isMlflow = answer.ok && /^\d+\.\d+\.\d+/.test(said)
    return {
      findings: [
        isMlflow
          ? warn(
              `${url} is MLflow ${said}, not Loupe`,
              'Traces go there: look at them there, or set LOUPE_TRACKING_URI.',
            )
          : fail(
              `what answers at ${url} is no Loupe server (status ${answer.status})`,
              'Set LOUPE_TRACKING_URI to one.',
            ),
      ],
    }
  }
  const findings = [ok(`Loupe ${loupeVersion} answers at ${url}`)]
  const ready = await ask(`${url}/health/ready`)
  if (typeof ready === 'string' || !ready.ok) {
    findings.push(fail('its stores do not answer', 'Look at what the server prints: the disk may be full.'))
  }
  return { findings: [...findings, clockFinding(answer, (begun + nowMillis()) / 2)], loupeVersion }
}

function clockFinding(answer: Response, nowMillis: number): Finding {
  const said = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(said)) return ok('the server does not tell its time')
  // The header has whole seconds.
  const skewMillis = said + 500 - nowMillis
  const seconds = Math.round(Math.abs(skewMillis) / 1000)
  if (Math.abs(skewMillis) < WARN_SKEW_MILLIS) return ok('the clocks of this machine and of the server agree')
  return warn(
    `this machine's clock is ${seconds} s ${skewMillis > 0 ? 'behind' : 'ahead of'} the server's`,
    'Traces lie at another time than you look for: set the clock (timedatectl set-ntp true), or look at all times.',
  )
}

async function ask(url: string): Promise<Response | string> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(MAX_MILLIS) })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer in ${MAX_MILLIS / 1000} s`
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ECONNREFUSED') return 'nothing listens there'
    if (code === 'ENOTFOUND') return 'no such host'
    return cause instanceof Error ? cause.message : String(cause)
  }
}

function isLocal(url: string): boolean {
  try {
    return /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(new URL(url).hostname)
  } catch {
    return false
  }
}
