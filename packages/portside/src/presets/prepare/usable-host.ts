import { lookup } from 'node:dns/promises'
import type { CommandOptions } from '@portside/core'
import type { PresetSource } from '../preset-source'

/** The host of a service, and the name that it has in URLs. */
interface HostOptions {
  readonly host?: '::1'
  readonly urlHost?: undefined
}

/**
 * Returns the address for a preset whose URLs have a name that it chose itself: where `localhost` is ::1 alone, the tool listens there; where it is
 * nothing of this machine, URLs have the address.
 */
export async function usableHost({ host, urlHost, port }: CommandOptions, source: PresetSource): Promise<HostOptions> {
  if (urlHost === undefined || source.urlHost === undefined || host !== undefined || typeof port === 'object') return {}
  const found = await lookup(urlHost, { all: true }).catch(() => [])
  const addresses = new Set(found.map(({ address }) => address))
  if (addresses.has('127.0.0.1')) return {}
  return addresses.has('::1') ? { host: '::1' } : { urlHost: undefined }
}
