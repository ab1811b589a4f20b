import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import { httpUrl } from '../http/http-url'
import { acceptStatus, type StatusOption } from '../http/accept-status'
import { acceptBody, type BodyOption } from '../http/accept-body'
import type { HttpRequest } from '../http/http-request'
import type { Probe } from '../probe'

/** What {@link http} asks and accepts. */
export interface HttpOptions {
  /** The status that means ready: one, several, or a function of it. Redirects are not followed. @default 200 to 399 */
  readonly status?: StatusOption
  /** Headers of the request. @default none but `host` */
  readonly headers?: Readonly<Record<string, string>>
  /** What the body must contain (string) or match, or a function of it; the first megabyte is looked at. @default anything */
  readonly body?: BodyOption
  /** The method. @default 'GET' */
  readonly method?: string
}

// A token and field values of RFC 9110, sections 5.5 and 5.6.2.
const token = /^[!#$%&'*+.^_`|~\w-]+$/
const fieldValue = /^[^\0\r\n]*$/

const rules: OptionRules<HttpOptions> = {
  status: optionRules.anything,
  headers: { expected: 'an object of names and texts', isAccepted: isHeaders },
  body: optionRules.anything,
  method: {
    expected: "a method such as 'POST'",
    isAccepted: (value) => typeof value === 'string' && token.test(value),
  },
}

/**
 * Ready when the target answers `path` with 2xx or 3xx, or as `options` say. It goes through no proxy, follows no
 * redirect, keeps no connection, and checks no certificate: a development server signs its own.
 * @param path a path of the target's URL, or a whole `http://` or `https://` URL
 * @throws TypeError when an argument is not as described.
 */
export function http(path: string, options: HttpOptions = {}): Probe {
  checkPath(path)
  checkOptions('probe.http()', options, rules)
  const { method = 'GET', headers = {} } = options
  const status = acceptStatus(options.status)
  const body = acceptBody(options.body)
  const bodyText = body.description === undefined ? '' : `, and its body ${body.description}`
  const description = `${method} ${path} answers ${status.description}${bodyText}`
  const isPlain = method === 'GET' && body.description === undefined && Object.keys(headers).length === 0
  return {
    description,
    asksPort: path.startsWith('/'),
    wait: async (target, run) => {
      const url = httpUrl(path, target)
      const request: HttpRequest = { url, path, method, headers, status, body }
      const { plainGet, undiciRequest, waitForExchange } = await import('../waiting')
      const ask = isPlain && url.protocol === 'http:' ? plainGet(request) : undiciRequest(request)
      await waitForExchange(addressOf(url), run, description, ask)
    },
  }
}

function checkPath(path: string): void {
  if (typeof path === 'string' && (path.startsWith('/') || (/^https?:\/\//.test(path) && URL.canParse(path)))) return
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
