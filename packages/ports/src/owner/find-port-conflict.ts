/** What a server's output says about a port that it could not bind. */
export interface OutputConflict {
  /** The line that says so. */
  readonly line: string
  /** The port that the line names, where it names one. */
  readonly port?: number
}

/**
 * How runtimes and servers say EADDRINUSE: the C library (Python, Ruby, nginx, Redis, PostgreSQL, PHP, Rust), Go, Node,
 * Java, .NET and Winsock, Erlang, Docker, and what servers say in words of their own.
 */
const patterns: readonly RegExp[] = [
  /EADDRINUSE|eaddrinuse|WSAEADDRINUSE/,
  /address (?:is )?already in use/i,
  /port \d* ?(?:is |was )?already (?:in use|being used|allocated|taken)/i,
  /port \d+ is (?:in use|not available|taken|occupied)/i,
  /only one usage of each socket address/i,
  /failed to bind to (?:address|port)|could not bind .*in use/i,
  /something is already running on port/i,
  /another (?:server|process|instance) .*(?:listening|using|on) .*port/i,
]

/** Looks for a bind that failed because the port was taken, whatever the language; the last such line counts. */
export function findPortConflict(output: string): OutputConflict | undefined {
  const lines = output.split(/\r?\n/)
  const line = lines.findLast((text) => patterns.some((pattern) => pattern.test(text)))?.trim()
  if (line === undefined) return undefined
  const port = portIn(line)
  return port === undefined ? { line } : { line, port }
}

/** What stands before a port: an IPv4 or bracketed address, a wildcard, or `localhost`. */
const endpoint = /(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|::|\*|localhost):(\d{1,5})\b/i

function portIn(line: string): number | undefined {
  const match = /\bport:? (\d{1,5})\b/i.exec(line) ?? endpoint.exec(line)
  const port = Number(match?.[1])
  return port >= 1 && port <= 65_535 ? port : undefined
}
