import type { BodyCheck } from './accept-body'
import type { StatusCheck } from './accept-status'

/** A request of the HTTP probe, and which answer means ready. */
export interface HttpRequest {
  readonly url: URL
  /** What the user wrote, for messages. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly status: StatusCheck
  readonly body: BodyCheck
  /** How many redirects are followed. @default 0 */
  readonly maxRedirects?: number
  /** The path of the Unix socket to ask at, in the place of the URL's address. */
  readonly socketPath?: string
}
