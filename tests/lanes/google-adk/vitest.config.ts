import type { ViteUserConfig } from 'vitest/config'
import { laneConfig } from '../testing/lane-config.ts'

const config: ViteUserConfig = laneConfig(import.meta.url)
export default config
