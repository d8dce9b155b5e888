import { renderToStaticMarkup } from 'react-dom/server'
import { summarizeTrace, type Span } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { spanOf } from '../logic/testing/span-of.ts'
import { INITIAL_VIEWER_STATE, type ViewerState } from '../logic/viewer-state.ts'
import { TraceViewer } from './trace-viewer.tsx'

const SCRIPT = '<script>alert(1)</script>'
const IMAGE = '<img src=x onerror=alert(1)>'

function render(spans: readonly Span[], state: Partial<ViewerState> = {}, preview?: string): string {
  const info = { ...summarizeTrace(spans[0]!.traceId, spans), requestPreview: preview }
  return renderToStaticMarkup(
    <TraceViewer
      info={info}
      spans={spans}
      state={{ ...INITIAL_VIEWER_STATE, ...state }}
      onStateChange={() => undefined}
    />,
  )
}

describe('whatever a model or a user wrote stays text', () => {
  const hostile = spanOf({
    id: 1,
    name: SCRIPT,
    type: 'LLM',
    model: IMAGE,
    inputs: { contents: `${SCRIPT} [x](javascript:alert(1))`, config: { systemInstruction: IMAGE } },
    outputs: {
      candidates: [
        {
          content: {
            role: IMAGE,
            parts: [
              { text: `# ${SCRIPT}\n\n**${IMAGE}** [go](javascript:alert(2))\n\n\`\`\`${SCRIPT}\n${IMAGE}\n\`\`\`` },
              { functionCall: { name: SCRIPT, args: { [IMAGE]: SCRIPT } } },
            ],
          },
          finishReason: SCRIPT,
        },
      ],
    },
    attributes: { [IMAGE]: SCRIPT },
    status: 'ERROR',
    message: IMAGE,
  })

  test.each(['conversation', 'io', 'attributes', 'events'] as const)('in the tab %s', (tab) => {
    const html = render([hostile], { tab, search: SCRIPT }, SCRIPT)

    expect(html.includes('&lt;script&gt;')).toBe(true)
    expect(html.match(/<(?:script|img|iframe|style|link)\b/i)).toBeNull()
    expect(html.match(/ href="(?!https?:)/)).toBeNull()
  })
})

test('the title is what was asked, and the name where that is not known', () => {
  const spans = [spanOf({ id: 1, name: 'mittens' })]

  expect(render(spans, {}, 'How many mittens?')).toContain('>How many mittens?</h1>')
  expect(render(spans)).toContain('>mittens</h1>')
})

test('a call with history has the line where its news begin', () => {
  const said = (role: string, text: string) => ({ role, parts: [{ text }] })
  const span = spanOf({
    id: 1,
    type: 'LLM',
    inputs: { contents: [said('user', 'one'), said('model', 'two'), said('user', 'three')] },
    outputs: { candidates: [{ content: said('model', 'four') }] },
  })

  expect(render([span])).toContain('new in this call: question, answer')
})

test('of ten thousand spans only those in sight are rendered', () => {
  const spans = Array.from({ length: 10_000 }, (_, at) =>
    spanOf({ id: at + 1, parent: at === 0 ? undefined : 1, from: at }),
  )

  const rows = render(spans).match(/role="treeitem"/g) ?? []

  expect(rows.length).toBeGreaterThan(10)
  expect(rows.length).toBeLessThan(100)
})

test('a trace without spans says so', () => {
  const info = summarizeTrace(spanOf({ id: 1 }).traceId, [spanOf({ id: 1, to: 'running' })])
  const html = renderToStaticMarkup(
    <TraceViewer info={info} spans={[]} state={INITIAL_VIEWER_STATE} onStateChange={() => undefined} />,
  )

  expect(html).toContain('No spans yet')
})
