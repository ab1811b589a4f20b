export { command, defineService, defineServices, external, inProcess, override, task } from '@portside/core'
export { portside, type PortsideJestOptions, setupServices } from '@portside/jest'
export { probe } from '@portside/probe'
