export { FAULT_KINDS } from './faults/fault-kinds.ts'
export { startEmulator } from './start-emulator.ts'
export type { Emulator, EmulatorOptions } from './start-emulator.ts'
