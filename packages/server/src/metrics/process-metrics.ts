import { LOUPE_VERSION } from '../version.ts'
import type { MetricFamily } from './prometheus-text.ts'

const MICROS = 1e6
const MILLIS = 1000

/** What Prometheus' own client libraries say of a process, under the same names. */
export function processMetrics(): readonly MetricFamily[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return [
    {
      name: 'loupe_build_info',
      help: 'The version that runs.',
      type: 'gauge',
      samples: [{ labels: { version: LOUPE_VERSION, node: process.versions.node }, value: 1 }],
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'User and system CPU time.',
      type: 'counter',
      samples: [{ value: (user + system) / MICROS }],
    },
    { name: 'process_resident_memory_bytes', help: 'Resident memory.', type: 'gauge', samples: [{ value: rss }] },
    {
      name: 'nodejs_heap_size_used_bytes',
      help: 'JavaScript heap in use.',
      type: 'gauge',
      samples: [{ value: heapUsed }],
    },
    {
      name: 'process_start_time_seconds',
      help: 'When the process started, since 1970.',
      type: 'gauge',
      samples: [{ value: performance.timeOrigin / MILLIS }],
    },
  ]
}
