import type * as Ports from '@portside/ports'

/** See `@portside/ports`, which is loaded when one of these is called: a test file that only names services does not load it. */
export const leasePort: typeof Ports.leasePort = async (...args) => (await load()).leasePort(...args)

/** See {@link leasePort}. */
export const leasePorts: typeof Ports.leasePorts = async (...args) => (await load()).leasePorts(...args)

/** See {@link leasePort}. */
export const findPortOwner: typeof Ports.findPortOwner = async (...args) => (await load()).findPortOwner(...args)

/** See {@link leasePort}. */
export const privateLoopback: typeof Ports.privateLoopback = async (...args) => (await load()).privateLoopback(...args)

function load(): Promise<typeof Ports> {
  return import('@portside/ports')
}
