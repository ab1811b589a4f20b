/** A request over a Unix socket (or a named pipe). */
export interface HttpSocketUrl {
  /** The path of the socket, as it was given. */
  readonly socketPath: string
  /** The URL to request there. */
  readonly url: URL
}

const separated = /^(https?):\/\/unix:(.+?):((?:https?:\/\/|\/).*)$/s
const unseparated = /^(https?):\/\/unix:([^:]+):(.+)$/s

/**
 * Reads `http://unix:SOCKET:PATH` and `http://unix:SOCKET:URL`, the notation of wait-on; `undefined` for any other URL. The path of a socket may have
 * colons, as that of a named pipe does.
 */
export function httpSocket(text: string): HttpSocketUrl | undefined {
  const [, scheme, socketPath, asked] = separated.exec(text) ?? unseparated.exec(text) ?? []
  const base = `${scheme}://localhost`
  if (socketPath === undefined || asked === undefined || !URL.canParse(asked, base)) return undefined
  return { socketPath, url: new URL(asked, base) }
}
