import { URL } from 'node:url'
import { types } from 'node:util'
import { checkOptions, invalidArgument, oneOf, type OptionRules } from '@portside/errors'
import { type ServerData, type ProcessHandle, type ServerHandle } from '../contract/service-handle'
import { urlOf } from '@portside/internal'
import { serviceFetch } from './service-fetch'
import { urlWithin } from './url-within'
import type { OutputOptions, ServiceLink } from '../contract/service-link'

const outputRules: OptionRules<OutputOptions> = { since: oneOf('start', 'test') }

/** Makes the handle of a server from its data. */
export function connectServer(data: ServerData, link: ServiceLink): ServerHandle<string> {
  const { url = '', host = '', port = 0, ports = {}, otherPorts = [], tls } = data
  const named = url === '' ? host : hostOf(url)
  const urls = Object.fromEntries(Object.entries(ports).map(([name, number]) => [name, urlOf(named, number)]))
  return Object.freeze({
    ...connectProcess(data, link),
    url,
    wsUrl: wsUrlOf(url, named, port),
    host,
    port,
    ports,
    otherPorts,
    urls,
    urlFor: (path: string | URL) => urlWithin(url, path),
    fetch: serviceFetch({ url, host, tls, pid: data.pid }, link),
  })
}

/** The host of a URL, without the brackets of IPv6. */
function hostOf(url: string): string {
  return new URL(url).hostname.replaceAll(/[[\]]/g, '')
}

/** A WebSocket has the path of an HTTP URL (RFC 6455, 3). Other schemes have none. */
function wsUrlOf(url: string, host: string, port: number): string {
  return /^https?:/.test(url) ? url.replace(/^http/, 'ws') : urlOf(host, port, 'ws')
}

/** Makes the handle of a process that does not listen. */
export function connectProcess(data: ServerData, link: ServiceLink): ProcessHandle {
  const handle: ProcessHandle = {
    name: data.name,
    pid: data.pid,
    output: async (options) => {
      if (options !== undefined) checkOptions('output()', options, outputRules)
      return link.output(options)
    },
    waitForOutput: async (pattern, options) => {
      // A regular expression of another realm, such as Jest's, is not an instance of this realm's class.
      if (!types.isRegExp(pattern)) throw invalidArgument('pattern', 'a regular expression', pattern)
      return link.waitForOutput(pattern, options)
    },
  }
  return Object.freeze(handle)
}
