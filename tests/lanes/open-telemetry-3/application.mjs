import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { nestedApplication } from '../testing/nested-application.mjs'

const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter }), loupe.spanProcessor()] })
api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
api.trace.setGlobalTracerProvider(provider)
await nestedApplication({ api, loupe, provider, exporter })
