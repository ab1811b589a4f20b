export { command, type CommandHandle } from './command/command'
export type { CommandOptions, EnvironmentOption, OwnAddress, PortOption } from './command/command-options'
export { defineService, type JsonValue, type ServiceOptions, type ServiceStartContext } from './define/define-service'
export { defineServices, type Services } from './define/define-services'
export { override, type OverrideOptions } from './define/override'
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
} from './define/service-definition'
export type { ServiceScope } from './define/service-scope'
export { external, type ExternalOptions } from './external/external'
export type {
  OwnedHandle,
  ProcessControls,
  ProcessHandle,
  ServerHandle,
  ServiceControls,
  StartedHandle,
} from './handle/service-handle'
export type { ServiceLink, WaitForOutputOptions } from './handle/service-link'
export type { OutputOptions } from './handle/test-begin'
export type { FetchApp } from './in-process/fetch-listener'
export { inProcess, type InProcessOptions } from './in-process/in-process'
export type { InProcessApp, InProcessFactory } from './in-process/in-process-app'
export { reservePort, type ReservePortOptions } from './reserve/reserve-port'
export type { ReservedPort } from './reserve/reserved-port'
export { start, type StartOptions } from './start-service'
export { task, type TaskHandle, type TaskOptions } from './task/task'
