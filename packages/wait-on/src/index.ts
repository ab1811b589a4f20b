export { resource, type ResourceOptions } from './resource'
export { waitOn, type WaitOnInput, type WaitOnOptions } from './wait-on'
