export { database } from './database/database'
export type { DatabaseHandle, ResettableHandle } from './database/database-handle'
export { mysql } from './mysql'
export type { MysqlHandle } from './mysql-handle'
export type { MysqlOptions } from './mysql-options'
export type { ResetReport, TableChanges } from '@portside/service-kit'
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
