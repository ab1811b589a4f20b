// Entry point for the definitions of databases: a test file loads it, so it imports nothing of Node.js.
export { type DatabaseData, databaseHandle, type NamedDatabase, type ResetFunctions } from './database/database-handle'
export {
  checkDatabaseOptions,
  checkResetScope,
  type DatabaseOptions,
  type DatabaseScope,
  type DefaultDatabaseScope,
  type WithReset,
  type ResettableOptions,
} from './database/database-options'
export { type ClientOption, clientRule, stepRule } from './database/database-rules'
export { lazyQuery, type QueryClient } from './database/lazy-query'
export { registeredSteps, registerSteps } from './database/registered-steps'
export { readAddress, type ServerAddress } from './database/server-address'
export {
  checkSettings,
  type ServerOptions,
  serverRules,
  settingsRule,
  type SettingValue,
  urlRule,
} from './database/server-options'
export {
  type CommandStep,
  type FunctionStep,
  type NamedStep,
  type NewDatabase,
  type QueryFunction,
  type Row,
  type Step,
  type StepInputs,
  stepsOf,
  watchedBySteps,
} from './database/steps'
export { userClient } from './database/user-client'
