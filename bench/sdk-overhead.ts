import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GoogleGenAI } from '@google/genai'
import * as loupe from '@loupe-ai/sdk'

const CALLS = 2000
const ROUNDS = 5

const ANSWER = JSON.stringify({
  candidates: [{ content: { role: 'model', parts: [{ text: 'cold' }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 6, candidatesTokenCount: 1, totalTokenCount: 7 },
  modelVersion: 'gemini-2.5-flash',
})

/** What tracing adds to a call of `generateContent`: the bare client and the traced one in turn, the same answers. */
export async function benchSdkOverhead(print: (line: string) => void): Promise<void> {
  const server = createServer((request, response) =>
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(request.url?.startsWith('/v1/traces') ? '' : ANSWER)
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  loupe.setTrackingUri(url)
  const bare: number[] = []
  const traced: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await microsPerCall(url))
    loupe.gemini.autolog()
    traced.push(await microsPerCall(url))
    await loupe.flushTraces()
    loupe.gemini.autolog({ disable: true })
  }
  server.closeAllConnections()
  server.close()
  const [without, withLoupe] = [median(bare), median(traced)]
  print(
    `bare ${without.toFixed(0)} µs a call, traced ${withLoupe.toFixed(0)} µs: ` +
      `+${(withLoupe - without).toFixed(0)} µs, ratio ${(withLoupe / without).toFixed(3)}`,
  )
}

async function microsPerCall(baseUrl: string): Promise<number> {
  const ai = new GoogleGenAI({ apiKey: 'bench', httpOptions: { baseUrl } })
  const started = performance.now()
  for (let call = 0; call < CALLS; call++) {
    await ai.models.generateContent({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' })
  }
  return ((performance.now() - started) * 1000) / CALLS
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!
