export { command } from './kinds/command/command'
export type { CommandHandle } from './kinds/command/define-command'
export type { CommandOptions, PortOption } from './kinds/command/command-options'
export type { EnvironmentOption, OwnAddress } from './contract/environment-option'
export {
  defineService,
  type JsonValue,
  type ServiceOptions,
  type ServiceStartContext,
} from './kinds/custom/define-service'
export { defineServices, type Services } from './definition/define-services'
export type { ServicesOptions, SharedHandles, TestVariables } from './definition/services-environment'
export { override, type OverrideOptions } from './definition/override'
export type {
  AllowedScope,
  HandleOf,
  HandlesOf,
  NarrowestScope,
  Needs,
  NeedsOf,
  NoNeeds,
  ServiceDefinition,
  ServiceKind,
  TestHandleOf,
  TestHandlesOf,
} from './contract/service-definition'
export type { ServiceScope } from './contract/service-scope'
export { external, type ExternalOptions } from './kinds/external/external'
export type {
  OwnedHandle,
  ProcessControls,
  ProcessHandle,
  ServerHandle,
  ServiceControls,
  StartedHandle,
} from './contract/service-handle'
export type { ServiceLink, WaitForOutputOptions } from './contract/service-link'
export type { OutputOptions } from './contract/service-link'
export type { FetchApp } from './kinds/in-process/fetch-listener'
export { inProcess, type InProcessOptions } from './kinds/in-process/in-process'
export type { InProcessApp, InProcessFactory, InProcessModule } from './kinds/in-process/in-process-app'
export { reservePort, type ReservePortOptions } from './kinds/reserved-port/reserve-port'
export type { ReservedPort } from './kinds/reserved-port/reserved-port'
export { start, type StartOptions } from './start'
export { task, type TaskHandle, type TaskOptions } from './kinds/task/task'
