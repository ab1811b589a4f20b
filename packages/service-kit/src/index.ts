export { copyFolder } from './copy-folder'
export { type DataNeeds, dataPlace } from './data-place'
export { searchPath } from './environment'
export { driverSockets, type DriverSockets } from './driver-sockets'
export {
  type BinaryFolder,
  type BinarySearch,
  findBinaries,
  findProgram,
  packageHint,
  type ProgramNames,
  type SystemPackages,
} from './find-binaries'
export { type CachedFacts, type FolderCache, openFolderCache } from './folder-cache'
export { filesIn, hashFiles } from './hash-files'
export { makeUserFolder, type UnprivilegedServer, type UserFolder } from './server-folder'
export { type SystemUser, unprivilegedUser, unreachableFolder } from './unprivileged-user'
export { programPath } from './program-fault'
export { type SqlDialect, type SqlStatement, type StatementFault } from './database/run-sql-files'
export { runSteps, type StepTarget } from './database/run-steps'
export { keyOfRun, keyOfSteps } from './database/steps-key'
export { isOwnServer, sharedConnection, whenDropped } from './database/server-connections'
export { busyDeadline, busyError, type BusyRules } from './reset/busy'
export { describeFailure, type FailureSources, shownText } from './reset/describe-failure'
export { type KeptPlace, keptPlace, maxKeptRows, type RowsToKeep } from './reset/keep-rows'
export { resetLaunch } from './reset/reset-launch'
export {
  type Changes,
  haveSameEntries,
  type ResetReport,
  type ResetSession,
  type ResetTarget,
  type Restored,
  SchemaChange,
  type SchemaRules,
  type Snapshots,
  type TableChanges,
} from './reset/reset-target'
export { createResetter, type Resetter, type ResetterRules } from './reset/resetter'
