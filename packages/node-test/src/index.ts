export { portside, type PortsideGlobalHooks, type PortsideNodeTestOptions } from './global-hooks'
export { setupServices } from './setup-services'
