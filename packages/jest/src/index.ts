export { portside, type JestConfig, type PortsideJestOptions } from './config'
export { setupServices } from './worker/setup-services'
