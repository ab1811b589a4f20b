export { portside, type JestConfig, type PortsideJestOptions } from './config'
export { setupServices } from './setup-services'
