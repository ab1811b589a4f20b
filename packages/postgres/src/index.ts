export { database } from './database/database'
export type { DatabaseHandle, ResettableHandle } from './database/database-handle'
export type {
  ClientOption,
  CommandStep,
  DatabaseOptions,
  FunctionStep,
  NewDatabase,
  ResettableOptions,
  Step,
  StepInputs,
} from '@portside/service-kit/database'
export { postgres } from './postgres'
export type { PostgresHandle } from './postgres-handle'
export type { PostgresOptions } from './postgres-options'
export type { ResetReport, TableChanges } from '@portside/service-kit'
