import { type ServerData, urlOf } from './server-data'
import { serviceFetch } from './service-fetch'
import type { ProcessHandle, ServerHandle } from './service-handle'
import type { ServiceLink } from './service-link'

/** Makes the handle of a server from its data. */
export function connectServer(data: ServerData, link: ServiceLink): ServerHandle<string> {
  const { url = '', host = '', port = 0, ports = {}, tls } = data
  const urls = Object.fromEntries(Object.entries(ports).map(([name, number]) => [name, urlOf(host, number)]))
  return Object.freeze({
    ...connectProcess(data, link),
    url,
    host,
    port,
    ports,
    urls,
    fetch: serviceFetch(url, link, tls),
  })
}

/** Makes the handle of a process that listens nowhere. */
export function connectProcess(data: ServerData, link: ServiceLink): ProcessHandle {
  const { output, waitForOutput } = link
  return Object.freeze({ name: data.name, pid: data.pid, output, waitForOutput })
}
