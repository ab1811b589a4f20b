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
export {
  portside,
  type PortsidePlaywrightOptions,
  type ServicesTest,
  withServices,
  type WithServicesOptions,
} from '@portside/playwright'
export { probe } from '@portside/probe'
