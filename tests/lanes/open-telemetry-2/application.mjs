import * as api from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { nestedApplication } from '../testing/nested-application.mjs'

const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), loupe.spanProcessor()] })
provider.register()
await nestedApplication({ api, loupe, provider, exporter })
