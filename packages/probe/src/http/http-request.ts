// The options of an HTTP request of a probe, and the check of its answer.
import { invalidArgument } from '@portside/errors'

/** A request of the HTTP probe, and the answer that means ready. */
export interface HttpRequest {
  readonly url: URL
  /** The path as the user wrote it, for messages. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly status: StatusCheck
  readonly body: BodyCheck
  /** The number of redirects to follow. @default 0 */
  readonly maxRedirects?: number
  /** The path of the Unix socket to connect to, in place of the URL's address. */
  readonly socketPath?: string
}

/** A text or pattern that a body must contain or match, or a function that says whether one is right. */
export type BodyOption = string | RegExp | ((body: string) => boolean)

/** A check of a body, and its description; without a description any body is accepted. */
export interface BodyCheck {
  readonly description: string | undefined
  readonly isAccepted: (body: string) => boolean
}

/**
 * Completes the option `body`.
 * @throws TypeError when it is neither a string, nor a regular expression, nor a function.
 */
export function acceptBody(option: BodyOption | undefined): BodyCheck {
  if (option === undefined) return { description: undefined, isAccepted: () => true }
  if (typeof option === 'function') return { description: 'is accepted', isAccepted: option }
  if (typeof option === 'string') {
    return { description: `contains ${JSON.stringify(option)}`, isAccepted: (body) => body.includes(option) }
  }
  if (!(option instanceof RegExp)) throw invalidArgument('body', 'a string, a regular expression or a function', option)
  return { description: `matches ${String(option)}`, isAccepted: (body) => body.search(option) >= 0 }
}

/** A status, several, or a function that says whether one is right. */
export type StatusOption = number | readonly number[] | ((status: number) => boolean)

/** A check of a status, and its description. */
export interface StatusCheck {
  readonly description: string
  readonly isAccepted: (status: number) => boolean
}

/**
 * Completes the option `status`; 200 to 399 when it is absent.
 * @throws TypeError when it is neither a status, nor several, nor a function.
 */
export function acceptStatus(option: StatusOption | undefined): StatusCheck {
  if (option === undefined) return { description: '2xx or 3xx', isAccepted: (status) => status >= 200 && status < 400 }
  if (typeof option === 'function') return { description: describeStatus(option), isAccepted: option }
  const wanted = typeof option === 'number' ? [option] : option
  if (!Array.isArray(wanted) || wanted.length === 0 || !wanted.every(isStatus)) {
    throw invalidArgument('status', 'a status from 100 to 599, a list of such, or a function', option)
  }
  return { description: wanted.join(' or '), isAccepted: (status) => wanted.includes(status) }
}

/** A function that is written in place has the name of the option. */
function describeStatus({ name }: { readonly name: string }): string {
  return name === '' || name === 'status' ? 'an accepted status' : `a status that ${name}() accepts`
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600
}
