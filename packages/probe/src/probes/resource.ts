import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import type { Address, Probe } from '../probe'
import { acceptStatus, type StatusCheck } from '../http/http-request'
import { httpSocket } from '../http/http-socket'
import { socketPathOf } from './target-address'
import { exec } from './exec'
import { file } from './file'
import { headersRule, httpProbe, type HttpOptions } from './http'
import { tcpAt } from './tcp'

/** wait-on finds a file after it has had the same size twice. */
const settledMs = 25
const maxRedirects = 5
const is2xx: StatusCheck = { description: '2xx', isAccepted: (code) => code >= 200 && code < 300 }

/** Options of {@link resource}, which are for HTTP alone. */
export interface ResourceOptions extends Pick<HttpOptions, 'headers'> {
  /** The status that means ready: one, several, or a function of it. @default 200 to 299 */
  readonly status?: HttpOptions['status']
}

const rules: OptionRules<ResourceOptions> = { headers: headersRule, status: optionRules.anything }

interface ResourceRequest extends Pick<ResourceOptions, 'headers'> {
  readonly status: StatusCheck
}

type Maker = (rest: string, name: string, request: ResourceRequest) => Probe

const makers: Readonly<Record<string, Maker>> = {
  'http:': (_, name, request) => httpResource(name, 'HEAD', request),
  'https:': (_, name, request) => httpResource(name, 'HEAD', request),
  'http-get:': (_, name, request) => httpResource(name, 'GET', request),
  'https-get:': (_, name, request) => httpResource(name, 'GET', request),
  'tcp:': (rest, name) => tcpAt(addressOf(rest, name)),
  'socket:': socket,
  'file:': (path) => file(path, { settledMs }),
  'command:': (line) => exec(line),
}

/**
 * Ready when a resource is available, in the notation of wait-on 9. `tcp:host:port` (or `tcp:port`) and `socket:path` accept connections. `http://…`
 * and `https://…` answer HEAD with 2xx, `http-get://…` and `https-get://…` GET, all of them after any redirects, and over a Unix socket as
 * `http://unix:SOCKET:PATH`. `file:path` and a path exist and do not grow. `command:line` exits with 0.
 *
 * Relative paths begin at the target's `cwd`, where commands run; no proxy is used and no certificate checked.
 * @throws TypeError when `name` is not as described.
 * @see https://github.com/jeffbski/wait-on#readme
 */
export function resource(name: string, options: ResourceOptions = {}): Probe {
  if (typeof name !== 'string') throw notResource(name)
  checkOptions('probe.resource()', options, rules)
  const status = options.status === undefined ? is2xx : acceptStatus(options.status)
  const [, prefix = 'file:', rest = ''] = /^((?:https?(?:-get)?|tcp|socket|file|command):)?(.*)$/s.exec(name) ?? []
  const make = makers[prefix]
  if (make === undefined || rest.trim() === '') throw notResource(name)
  return make(rest, name, { ...options, status })
}

function httpResource(name: string, method: string, { headers = {}, status }: ResourceRequest): Probe {
  const url = name.replace('-get:', ':')
  const isUrl = /^https?:\/\//.test(url) && (httpSocket(url) !== undefined || URL.canParse(url))
  if (!isUrl) throw notResource(name)
  return httpProbe(url, { method, headers }, { status, maxRedirects })
}

/** Parses `host:port`, `[host]:port`, or a port of localhost, on which either address family will do. */
function addressOf(rest: string, name: string): Address {
  const [, bracketed, host, digits] = /^(?:\[([^\]]+)\]:|([^:/]*):)?(\d+)$/.exec(rest) ?? []
  const port = Number(digits)
  if (!(port > 0 && port < 65_536)) throw notResource(name)
  return { host: bracketed ?? (host || 'localhost'), port }
}

function socket(path: string): Probe {
  const description = `${path} accepts connections`
  return {
    description,
    wait: async (target, run) => {
      const { fileRhythm, lookAtSocket, poll } = await import('../waiting')
      await poll(description, fileRhythm, run, lookAtSocket(socketPathOf(path, target), run.signal))
    },
  }
}

function notResource(name: unknown): TypeError {
  return invalidArgument('name', "a resource such as 'tcp:127.0.0.1:5432' or 'http-get://127.0.0.1/'", name)
}
