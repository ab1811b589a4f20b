export { portside, type PortsidePlaywrightOptions } from './config'
export type { ServicesTest } from './services-test'
export { withServices, type WithServicesOptions } from './with-services'
