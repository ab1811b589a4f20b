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
export { probe } from '@portside/probe'
export {
  portside,
  type PortsidePlugin,
  type PortsidePluginOptions,
  type ProvidedService,
  type ProvidedServices,
  setupServices,
  withServices,
} from '@portside/vitest'
