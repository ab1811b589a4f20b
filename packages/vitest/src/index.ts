export { portside, type PortsidePlugin, type PortsidePluginOptions } from './plugin'
export { withServices } from './with-services'
