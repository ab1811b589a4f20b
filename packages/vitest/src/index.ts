export { portside, type PortsidePlugin, type PortsidePluginOptions } from './plugin'
export { setupServices } from './setup-services'
export { withServices } from './with-services'
