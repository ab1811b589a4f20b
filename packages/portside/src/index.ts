export {
  command,
  type CommandHandle,
  type CommandOptions,
  defineService,
  defineServices,
  external,
  type ExternalOptions,
  type HandleOf,
  inProcess,
  type InProcessOptions,
  type ProcessHandle,
  type ServerHandle,
  type ServiceDefinition,
  type ServiceOptions,
  type Services,
  type ServiceScope,
  start,
  type StartedHandle,
  type StartOptions,
  task,
  type TaskHandle,
  type TaskOptions,
} from '@portside/core'
export { isPortsideError, PortsideError, type PortsideErrorCode } from '@portside/errors'
export { findPortOwner, leasePort, type PortLease, type PortOwner } from '@portside/ports'
export { probe, type Probe, type ReadyOption } from '@portside/probe'
