import { invalidArgument } from '@portside/errors'
import { urlOf } from '../handle/server-data'

/** What placeholders stand for. */
export interface Address {
  readonly protocol: 'http' | 'https'
  readonly host: string
  readonly port: number | undefined
  readonly ports: Readonly<Record<string, number>>
}

/** Replaces `{port}`, `{host}`, `{url}` and `{port:name}` in `text`. Throws a `TypeError` for a port that is not there. */
export function fillPlaceholders(text: string, address: Address): string {
  return text.replaceAll(/\{(?:host|url|port|port:([A-Za-z0-9]+))\}/g, (placeholder, name: string | undefined) => {
    if (placeholder === '{host}') return address.host
    const port = name === undefined ? address.port : address.ports[name]
    if (port === undefined) throw invalidArgument('command', `without ${placeholder}, which is no port of it`, text)
    return placeholder === '{url}' ? urlOf(address.host, port, address.protocol) : String(port)
  })
}
