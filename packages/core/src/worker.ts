export { variableName } from './contract/environment-option'
export { maskSecrets } from './text/mask-secrets'
export { keepOutputIn, workerSlot } from './run/environment'
export { unlessAborted } from './lifecycle/unless-aborted'
export { findProject } from './run/locations'
export { proxySettings, type ProxySettings } from './run/proxy-settings'
export { ledgerDirectory } from './run/locations'
export { checkServices } from './definition/define-services'
export { loadModule } from './supervisor/load-services'
export type { Supervisor } from './supervisor/serve-supervisor'
export type { RunWatcher } from './run/run'
export { addressVariable, inheritedAddress, type SupervisorAddress } from './protocol/supervisor-address'
export { findCrash, nameAsCause, throwIfCrashed } from './worker/find-crash'
export { hintAtSharing } from './worker/hint-at-sharing'
export { outputSince } from './worker/output-since'
export { markTestBegin } from './handle/test-begin'
export { planLoans, type Loans } from './worker/held-services'
export {
  renewServices,
  serveSupervisor,
  startListed,
  supervise,
  waitForRunning,
  watchedFiles,
} from './adapter/load-late'
export { refuseEarlyExit } from './worker/refuse-early-exit'
export { currentSession, type Session, type TakenService } from './worker/session'
export { checkRunner, findRunner, isSupported, type RunnerName, supportedRunners } from './worker/runner-version'
export type { ScopeKeys, ServiceShare } from './contract/service-share'
