export * from './index'
export {
  portside,
  type PortsidePlugin,
  type PortsidePluginOptions,
  type ProvidedService,
  type ProvidedServices,
  setupServices,
  withServices,
} from '@portside/vitest'
