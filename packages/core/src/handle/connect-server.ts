import { types } from 'node:util'
import { checkOptions, invalidArgument, oneOf, type OptionRules } from '@portside/errors'
import { type ServerData, type ProcessHandle, type ServerHandle } from '../contract/service-handle'
import { urlOf } from '@portside/internal'
import { serviceFetch } from './service-fetch'
import type { OutputOptions, ServiceLink } from '../contract/service-link'

const outputRules: OptionRules<OutputOptions> = { since: oneOf('start', 'test') }

/** Makes the handle of a server from its data. */
export function connectServer(data: ServerData, link: ServiceLink): ServerHandle<string> {
  const { url = '', host = '', port = 0, ports = {}, otherPorts = [], tls } = data
  const urls = Object.fromEntries(Object.entries(ports).map(([name, number]) => [name, urlOf(host, number)]))
  return Object.freeze({
    ...connectProcess(data, link),
    url,
    host,
    port,
    ports,
    otherPorts,
    urls,
    fetch: serviceFetch(url, link, tls),
  })
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
