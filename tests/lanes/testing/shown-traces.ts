import { createClient } from '@loupe-ai/contract/client'
import { buildTraceTree, type Span, type TraceInfo, type TreeNode } from '@loupe-ai/model'
import { traceFromJson } from '@loupe-ai/wire'

/** A trace as anybody sees it who asks the server. */
export interface ShownTrace {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
  /** `name:TYPE` of each span, children in brackets. */
  readonly shape: string
}

/** All traces of the default experiment, oldest first. */
export async function shownTraces(url: string, filter = ''): Promise<readonly ShownTrace[]> {
  const client = createClient({ baseUrl: url })
  const found = await client.call('searchTraces', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }],
    order_by: ['timestamp_ms ASC'],
    filter,
  })
  if (!found.ok) throw new Error(found.message)
  return Promise.all(
    (found.response.traces ?? []).map(async ({ trace_id }) => {
      const got = await client.call('getTrace', { trace_id })
      if (!got.ok) throw new Error(got.message)
      const { info, spans } = traceFromJson(got.response.trace)
      return { info, spans, shape: shapeOf(buildTraceTree(spans)) }
    }),
  )
}

const shapeOf = (nodes: readonly TreeNode<Span>[]): string =>
  nodes
    .map(({ span, children }) => `${span.name}:${span.type}${children.length > 0 ? ` (${shapeOf(children)})` : ''}`)
    .join(', ')

/** The payload of a span, parsed. */
export const payload = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))

/** The only trace; throws where there is another number of them. */
export function theTrace(traces: readonly ShownTrace[]): ShownTrace {
  const [trace] = traces
  if (trace === undefined || traces.length !== 1) throw new Error(`there are ${traces.length} traces`)
  return trace
}

/** The only span of that name. */
export function spanNamed({ spans, shape }: ShownTrace, name: string): Span {
  const found = spans.filter((span) => span.name === name)
  if (found.length !== 1) throw new Error(`there are ${found.length} spans "${name}" in ${shape}`)
  return found[0]!
}
