import {
  readTraceResponse,
  readTraceResponseJson,
  writeTraceRequest,
  writeTraceRequestJson,
  type OtlpTraceRequest,
} from '@loupe-ai/wire'

import { SDK_NAME, SDK_VERSION } from '../../version.ts'
import type { Exporter } from '../exporter.ts'
import { gzip } from '../gzip.ts'
import type { Reply, RequestFailure, SendRequest } from '../mlflow/send-request.ts'
import { decodeSpan, type DecodedSpan } from '../mlflow/trace-batch.ts'
import { retryLater } from '../retry-later.ts'
import type { SendOutcome } from '../transport.ts'
import { genAiSpan } from './gen-ai-span.ts'
import { MediaHashes } from './media-facts.ts'
import type { OtlpSettings } from './otlp-options.ts'

const PROTOCOLS: ReadonlySet<string> = new Set(['http/protobuf', 'http/json'])

/** To any OTLP backend (opentelemetry.io/docs/specs/otlp, §OTLP/HTTP): spans that have ended, in OpenTelemetry's words. */
export function backendExporter(settings: OtlpSettings, send: SendRequest): Exporter {
  const media = new MediaHashes()
  const isJson = settings.protocol === 'http/json'

  async function requestBody(request: OtlpTraceRequest) {
    const bytes = isJson ? new TextEncoder().encode(writeTraceRequestJson(request)) : writeTraceRequest(request)
    const small = settings.compression === 'gzip' ? await gzip(bytes) : undefined
    const headers = {
      'content-type': isJson ? 'application/json' : 'application/x-protobuf',
      ...(small !== undefined && { 'content-encoding': 'gzip' }),
    }
    return { headers, body: small ?? bytes }
  }

  return {
    unit: 'span',
    async export({ spans, attachments }, signal) {
      if (!PROTOCOLS.has(settings.protocol))
        return { status: 'refused', reason: `${settings.protocol} is not spoken here: use http/protobuf or http/json` }
      await media.learn(attachments)
      const decoded = spans.map(decodeSpan).filter((span) => span !== undefined)
      if (decoded.length === 0) return { status: 'accepted', rejectedSpans: 0, message: '', isLoupe: false }
      const findMedia = media.factsOf.bind(media)
      const request = requestOf(decoded.map((each) => ({ ...each, span: genAiSpan(each.span, findMedia) })))
      const { headers, body } = await requestBody(request)
      const reply = await send(
        { method: 'POST', url: settings.url, headers: { ...settings.headers, ...headers }, body },
        signal,
      )
      return reply.ok ? acceptedOutcome(reply, isJson) : failedOutcome(reply)
    },
  }
}

function requestOf(spans: readonly DecodedSpan[]): OtlpTraceRequest {
  const scope = { name: SDK_NAME, version: SDK_VERSION }
  const groups = Map.groupBy(spans, ({ resource }) => resource)
  return {
    resourceSpans: Array.from(groups, ([resource, members]) => ({
      resource,
      scopeSpans: [{ scope, spans: members.map(({ span }) => span) }],
    })),
  }
}

/** A 2xx is final, also one that we cannot read: the same spans must not be sent again. */
function acceptedOutcome({ bytes }: Reply, isJson: boolean): SendOutcome {
  const answer = isJson ? readTraceResponseJson(new TextDecoder().decode(bytes)) : readTraceResponse(bytes)
  const { rejectedSpans, errorMessage: message } = answer.ok ? answer.value : { rejectedSpans: 0, errorMessage: '' }
  return { status: 'accepted', rejectedSpans, message, isLoupe: false }
}

const failedOutcome = (failure: RequestFailure): SendOutcome =>
  failure.isRetryable ? retryLater(failure) : { status: 'refused', reason: failure.reason }
