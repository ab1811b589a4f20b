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
export { portside, type PortsideJestOptions, setupServices } from '@portside/jest'
export { probe } from '@portside/probe'
