export { database } from './database/database'
export type { DatabaseHandle, ResettableHandle } from './database/database-handle'
export type { DatabaseOptions, ResettableOptions } from './database/database-options'
export { mysql } from './mysql'
export type { MysqlHandle } from './mysql-handle'
export type { MysqlOptions } from './mysql-options'
export type { ResetReport, TableChanges } from '@portside/service-kit'
export type {
  ClientOption,
  CommandStep,
  FunctionStep,
  NewDatabase,
  Step,
  StepInputs,
} from '@portside/service-kit/database'
