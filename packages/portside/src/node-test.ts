export {
  command,
  defineService,
  defineServices,
  external,
  inProcess,
  override,
  reservePort,
  task,
} from '@portside/core'
export { portside, type PortsideGlobalHooks, type PortsideNodeTestOptions, setupServices } from '@portside/node-test'
export { probe } from '@portside/probe'
