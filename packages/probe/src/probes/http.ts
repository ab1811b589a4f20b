import { urlOf, urlLogin } from '@portside/internal'
import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import { httpSocket } from '../http/http-socket'
import { acceptStatus, type StatusOption, acceptBody, type BodyOption, type HttpRequest } from '../http/http-request'
import type { Address, Probe, ProbeTarget } from '../probe'
import { runAt, socketPathOf, targetAddress } from './target-address'

/** The request of {@link http}, and the answers that it accepts. */
export interface HttpOptions {
  /** The status that means ready: one, several, or a function of it. Redirects are not followed. @default 200 to 399 */
  readonly status?: StatusOption
  /** Headers of the request. @default those of a browser that asks for a page, and a user-agent that names portside */
  readonly headers?: Readonly<Record<string, string>>
  /** A text that the body must contain, a pattern that it must match, or a function of it; only the first megabyte is checked. @default anything */
  readonly body?: BodyOption
  /** The method. @default 'GET' */
  readonly method?: string
}

// A token and field values of RFC 9110, sections 5.5 and 5.6.2.
const token = /^[!#$%&'*+.^_`|~\w-]+$/
const fieldValue = /^[^\0\r\n]*$/

/** The rule of headers that are sent. */
export const headersRule = { expected: 'an object of names and texts', isAccepted: isHeaders }

const rules: OptionRules<HttpOptions> = {
  status: optionRules.anything,
  headers: headersRule,
  body: optionRules.anything,
  method: {
    expected: "a method such as 'POST'",
    isAccepted: (value) => typeof value === 'string' && token.test(value),
  },
}

/**
 * Ready when the target answers `path` with 2xx or 3xx, or as `options` say. It uses no proxy, follows no redirect, keeps no connection, and checks
 * no certificate: a development server signs its own.
 * @param path a path of the target's URL, a whole `http://` or `https://` URL (its login is sent), or `http://unix:SOCKET:PATH`
 * @throws TypeError when an argument is not as described.
 */
export function http(path: string, options: HttpOptions = {}): Probe {
  return httpProbe(path, options)
}

/** Makes the probe {@link http}; `asking` has settings that its options do not offer. */
export function httpProbe(path: string, options: HttpOptions, asking: Partial<HttpRequest> = {}): Probe {
  checkPath(path)
  checkOptions('probe.http()', options, rules)
  const { method = 'GET', headers = {} } = options
  const { status = acceptStatus(options.status), maxRedirects = 0 } = asking
  const body = acceptBody(options.body)
  const bodyText = body.description === undefined ? '' : `, and its body ${body.description}`
  const description = `${method} ${withoutPassword(path)} answers ${status.description}${bodyText}`
  const atSocket = httpSocket(path)
  const requestTo = (url: URL): HttpRequest => {
    return { url, path, method, headers: { ...urlLogin(url), ...headers }, status, body, maxRedirects }
  }
  return {
    description,
    asksPort: path.startsWith('/'),
    wait: async (target, run) => {
      const { plainGet, poll, requestRhythm, undiciRequest, undiciSend, waitForExchange } = await import('../waiting')
      if (atSocket !== undefined) {
        const socketPath = socketPathOf(atSocket.socketPath, target)
        const send = undiciSend({ ...requestTo(atSocket.url), socketPath })
        return poll(description, requestRhythm, run, ({ limitMs }) => send({ limitMs, signal: run.signal }))
      }
      const request = requestTo(httpUrl(path, target))
      const ask = isPlain(request) ? plainGet(request) : undiciRequest(request)
      const address = addressOf(request.url)
      await waitForExchange(address, path.startsWith('/') ? run : runAt(address, target, run), description, ask)
    },
  }
}

function isPlain({ url, method, headers, body, maxRedirects }: HttpRequest): boolean {
  if (url.protocol !== 'http:' || maxRedirects !== 0) return false
  return method === 'GET' && body.description === undefined && Object.keys(headers).length === 0
}

/** Removes the password of a URL, which no message may show. */
function withoutPassword(path: string): string {
  return path.replace(/^(https?:\/\/[^/@:]*:)[^/@]*@/, '$1****@')
}

function checkPath(path: string): void {
  if (
    typeof path === 'string' &&
    (path.startsWith('/') || (/^https?:\/\//.test(path) && (httpSocket(path) !== undefined || URL.canParse(path))))
  )
    return
  throw invalidArgument('path', "a path such as '/health', or a URL of http or https", path)
}

function isHeaders(value: unknown): boolean {
  if (!optionRules.record.isAccepted(value)) return false
  return Object.entries(value).every(
    ([name, text]) => token.test(name) && typeof text === 'string' && fieldValue.test(text),
  )
}

function addressOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  const schemePort = protocol === 'https:' ? 443 : 80
  return { host, port: port === '' ? schemePort : Number(port) }
}

/**
 * Returns the URL that a path of the target stands for; a whole URL stays as it is.
 * @throws TypeError when the target has neither URL nor port.
 */
function httpUrl(path: string, target: ProbeTarget): URL {
  if (!path.startsWith('/')) return new URL(path)
  const url = new URL(target.url ?? baseOf(targetAddress(target)))
  const queryAt = path.indexOf('?')
  // Not `new URL(path, base)`: it would read '//x' as a host.
  url.pathname = queryAt === -1 ? path : path.slice(0, queryAt)
  url.search = queryAt === -1 ? '' : path.slice(queryAt)
  return url
}

function baseOf({ host, port }: Address): string {
  return urlOf(host, port)
}
