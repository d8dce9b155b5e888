import { EXPORTERS, PROGRAMS, type ShownRow } from './compatibility-rows.ts'
import type { ComparedCall } from './compare-calls.ts'
import type { ReasonedDifference } from './differences.ts'

/** Titles of the families of calls, in the order of the page. */
const FAMILIES: Readonly<Record<string, string>> = {
  tracing: 'Tracing',
  traces: 'Traces, tags, deletion',
  search: 'Search of traces',
  sessions: 'Sessions',
  assessments: 'Assessments',
  metrics: 'Metrics and correlation',
  experiments: 'Experiments',
  runs: 'Runs, their files, evaluation',
  prompts: 'Prompts',
  models: 'Logged models',
  registry: 'Registered models',
  elsewhere: 'Other parts of MLflow',
}

const BEGINNING = `# Compatibility with MLflow

Written by \`npm run test:interop -- -u\` from what the tests saw; do not edit. MLflow's own Python client (3.17.2) makes each call at
MLflow's own server and at Loupe, in as many cases as the table says, and what it gets is compared field by field.

* **yes**: all cases gave the same, but for what the notes say, which is so on purpose.
* **partly**, **no**: some or all cases fail because of what the note says is missing.
* **as there**: MLflow's client or server refuses the call itself, and so it does here.`

/** docs/compatibility.md, from the calls that were compared and the reasons of requests by hand. */
export function compatibilityPage(
  compared: readonly ComparedCall[],
  rawReasons: readonly ReasonedDifference[],
): string {
  const notes = [...new Set(compared.flatMap(reasonsOf))]
  const sections = Object.entries(FAMILIES).map(([family, title]) => {
    const calls = compared.filter((call) => call.family === family)
    return `## ${title}\n\n${table(['call', 'works', 'cases', 'notes'], rowsOf(calls, notes))}`
  })
  const numbered = notes.map((note, place) => `${place + 1}. ${note}.`).join('\n')
  const byHand = [...new Set(rawReasons.map(({ reason }) => `* ${reason}.`))].join('\n')
  return [
    BEGINNING,
    ...sections,
    `## Notes\n\n${numbered}`,
    `## Requests by hand\n\nThe same requests sent to both, status and JSON compared (\`tests/interop/raw\`). What differs:\n\n${byHand}`,
    `## Whole programs\n\n${shownTable(PROGRAMS)}`,
    `## Exporters and tracers of others\n\nBy OTLP to \`/v1/traces\` and \`/v1/logs\`, or by gRPC.\n\n${shownTable(EXPORTERS)}`,
    '',
  ].join('\n\n')
}

function rowsOf(calls: readonly ComparedCall[], notes: readonly string[]): readonly (readonly string[])[] {
  const apis = [...new Set(calls.map(({ api }) => api))].toSorted()
  return apis.map((api) => {
    const cases = calls.filter((call) => call.api === api)
    const numbers = notes.flatMap((note, place) =>
      cases.some((each) => reasonsOf(each).includes(note)) ? [place + 1] : [],
    )
    return [`\`${api}\``, verdictOf(cases), String(cases.length), numbers.join(', ')]
  })
}

function verdictOf(cases: readonly ComparedCall[]): string {
  const missing = cases.filter(({ differences }) => differences.some(({ reasoned }) => reasoned?.kind !== 'chosen'))
  if (missing.length === 0) return cases.every(({ failsThere }) => failsThere) ? 'as there' : 'yes'
  return missing.length === cases.length ? 'no' : 'partly'
}

const reasonsOf = ({ differences }: ComparedCall): readonly string[] =>
  differences.map(({ reasoned }) => reasoned?.reason ?? 'not explained')

const shownTable = (rows: readonly ShownRow[]): string =>
  table(
    ['what', 'works', 'shown by'],
    rows.map(({ what, works, shownBy }) => [what, works, `\`${shownBy}\``]),
  )

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
