import { decodedText, urlLogin, urlOf } from '@portside/internal'
import { maskSecrets } from '@portside/core/main'
import { probe, type Probe, type ProbeTarget } from '@portside/probe'
import { absentFile, absent, closedSocket } from './absence-probes'

/** A resource to wait for. Any of its targets will do, since a name may stand for several addresses; it is gone when all of them are. */
export interface WaitTarget {
  /** The name as it was given, without the password of a URL, since it is printed. */
  readonly name: string
  readonly probe: Probe
  readonly targets: readonly ProbeTarget[]
}

/** The options of a check of resources. */
export interface ResourceOptions {
  /** True to wait until they are gone. @default false */
  readonly isReverse?: boolean
  /**
   * How long each must stay available without a break, in milliseconds. As with wait-on, a file has 750 by default, since it may still be being
   * written.
   */
  readonly windowMs?: number | undefined
  /** Headers of HTTP requests. @default none */
  readonly headers?: Readonly<Record<string, string>>
  /** The HTTP statuses that count. @default 200 to 399 */
  readonly status?: ((status: number) => boolean) | undefined
}

type Maker = (url: URL, options: ResourceOptions) => Probe

const protocols: Readonly<Record<string, readonly [Maker, number]>> = {
  'tcp:': [() => probe.tcp(), 0],
  'postgres:': [() => probe.postgres(), 5432],
  'postgresql:': [() => probe.postgres(), 5432],
  'mysql:': [() => probe.mysql(), 3306],
  'redis:': [() => probe.redis(), 6379],
  'mongodb:': [() => probe.mongodb(), 27_017],
  'amqp:': [() => probe.amqp(), 5672],
  'mqtt:': [() => probe.mqtt(), 1883],
  'nats:': [() => probe.nats(), 4222],
  'grpc:': [(url) => probe.grpc({ service: pathOf(url) }), 50_051],
  'grpcs:': [(url) => probe.grpc({ service: pathOf(url), tls: true }), 443],
  'http:': [httpProbe, 80],
  'https:': [httpProbe, 443],
}

const settledMs = 750

/** HTTP over a Unix socket, as wait-on spells it: its path, then a URL or a path. */
const httpSocket = /^https?(?:-get)?:\/\/unix:(.+?):(?:https?:\/\/|\/)/

/**
 * Reads a resource: a URL of a server or a database, `tcp:host:port`, or another resource of wait-on (`file:`, `socket:`, `command:`, a path). Throws
 * a `TypeError` for anything else.
 */
export function parseWaitTarget(resource: string, options: ResourceOptions = {}): WaitTarget {
  const name = maskSecrets(resource)
  const url = toUrl(resource)
  const known = url && protocols[url.protocol]
  if (url === undefined || known === undefined) {
    // wait-on would take it for the path of a file, and wait for that.
    if (/^(?!https?(-get)?:|tcp:|socket:|file:|command:)[a-z][a-z0-9+.-]*:\/\//i.test(name))
      throw new TypeError(`Expected a resource with a known scheme (see portside wait --help), got '${name}'`)
    if (portAlone.test(name)) throw new TypeError(`Expected a port from 1 to 65535 in '${name}'`)
    return { name, probe: localProbe(resource, options), targets: [targetOf(name, '127.0.0.1')] }
  }
  const [make, defaultPort] = known
  const port = url.port === '' ? defaultPort : Number(url.port)
  if (port === 0) throw new TypeError(`Expected a port from 1 to 65535 in '${name}'`)
  const targets = addressesOf(url.hostname).map((host) => targetOf(name, host, port, url))
  return { name, probe: networkProbe(make, url, options), targets }
}

/** A server is gone when nobody accepts connections any more; for HTTP the answer counts, as with wait-on. */
function networkProbe(make: Maker, url: URL, options: ResourceOptions): Probe {
  if (options.isReverse) return absent(url.protocol.startsWith('http') ? make(url, options) : probe.tcp())
  return lasting(make(url, options), options)
}

/** Makes a probe that must hold for a while, if that was requested. */
function lasting(asked: Probe, { windowMs = 0 }: ResourceOptions): Probe {
  return windowMs === 0 ? asked : probe.stable(asked, windowMs)
}

function httpProbe(url: URL, { headers, status }: ResourceOptions): Probe {
  return probe.http(`${url.pathname}${url.search}`, {
    // The targets, which are printed, have URLs without a login.
    headers: { ...urlLogin(url), ...headers },
    ...(status === undefined ? {} : { status }),
  })
}

function localProbe(resource: string, options: ResourceOptions): Probe {
  const { isReverse, windowMs = settledMs, headers = {}, status } = options
  const path = resource.replace(/^(?:file|socket):/, '')
  const isFile = /^file:|^(?!\w+(-get)?:)/.test(resource)
  if (isFile) return isReverse ? absentFile(path) : probe.file(path, { settledMs: windowMs })
  const asked = probe.resource(resource, status === undefined ? { headers } : { headers, status })
  if (!isReverse) return lasting(asked, options)
  return resource.startsWith('command:') ? absent(asked) : closedSocket(httpSocket.exec(resource)?.[1] ?? path)
}

/** Returns the path after the address, without its slash. */
function pathOf({ pathname }: URL): string {
  return decodedText(pathname.slice(1))
}

/** A port, or a host and a port: `3000`, `localhost:3000`, `[::1]:3000`. wait-on would take them for the paths of files. */
const portAlone = /^(?!(?:tcp|socket|file|command|https?|https?-get):)(?:(?:[\w.-]+|\[[\da-f:.]+\]):)?\d+$/i

/** Parses a URL; `http-get:` means the same as `http:` here, and `3000`, `tcp:3000` and `tcp:host:3000` are completed first. */
function toUrl(resource: string): URL | undefined {
  if (httpSocket.test(resource)) return undefined
  const name = portAlone.test(resource) ? `tcp:${resource}` : resource
  const text = name.replace(/^(https?)-get:/, '$1:').replace(/^tcp:(?!\/\/)(\d+)$/, 'tcp://localhost:$1')
  const full = text.replace(/^tcp:(?!\/\/)/, 'tcp://')
  return /^[a-z]+:\/\//.test(full) && URL.canParse(full) ? new URL(full) : undefined
}

/** `localhost` resolves to different addresses on different machines, so either will do. */
function addressesOf(hostname: string): readonly string[] {
  if (hostname === 'localhost' || hostname === '') return ['127.0.0.1', '::1']
  return [hostname.replaceAll(/[[\]]/g, '')]
}

function targetOf(service: string, host: string, port?: number, url?: URL): ProbeTarget {
  const scheme = url?.protocol.slice(0, -1) ?? ''
  const base = port !== undefined && scheme.startsWith('http') ? urlOf(host, port, scheme) : undefined
  return {
    service,
    host,
    ...(port === undefined ? {} : { port }),
    ...(base === undefined ? {} : { url: base }),
    cwd: process.cwd(),
    env: process.env,
  }
}
