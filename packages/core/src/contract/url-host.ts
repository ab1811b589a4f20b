import { lookup } from 'node:dns/promises'
import { invalidArgument } from '@portside/errors'
import { urlOf } from '@portside/internal'

/** An address, and the name that stands for it in URLs. */
interface NamedAddress {
  readonly protocol?: string | undefined
  readonly host: string
  readonly urlHost?: 'localhost' | undefined
}

/** Returns the URL of a port at an address, spelled with its name if it has one. */
export function namedUrl({ protocol, host, urlHost }: NamedAddress, port: number): string {
  return urlOf(urlHost ?? host, port, protocol)
}

/** Throws a `TypeError` when the name of an address resolves only to others, so that its clients would not reach the service. */
export async function checkUrlHost({ host, urlHost }: NamedAddress, service: string): Promise<void> {
  if (urlHost === undefined) return
  const found = await lookup(urlHost, { all: true }).catch(() => [])
  const addresses = found.map(({ address }) => address)
  if (addresses.includes(host)) return
  const places = addresses.length === 0 ? 'nothing' : addresses.join(' and ')
  const other = addresses.find((address) => address === '127.0.0.1' || address === '::1')
  const way = other === undefined ? `add \`${host} ${urlHost}\` to the hosts file` : `or set \`host: '${other}'\``
  throw invalidArgument(
    'urlHost',
    `left out for ${service}, since \`${urlHost}\` is ${places} on this machine and the service listens on ${host} (${way})`,
    urlHost,
  )
}
