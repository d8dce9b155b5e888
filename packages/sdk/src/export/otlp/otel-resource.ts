import type { Attributes } from '@loupe-ai/model'
import type { Environment } from '../../config.ts'
import { readPairs } from './read-pairs.ts'

/**
 * What OpenTelemetry's variables say of the program, `OTEL_RESOURCE_ATTRIBUTES` and, above it, `OTEL_SERVICE_NAME`
 * (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).
 */
export function otelResource(env: Environment): Attributes {
  const serviceName = env['OTEL_SERVICE_NAME']?.trim()
  return { ...readPairs(env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''), ...(serviceName && { 'service.name': serviceName }) }
}
