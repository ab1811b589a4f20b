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

/** What stands before a port: an IPv4 or bracketed address, a wildcard, or `localhost`. */
const endpoint = /(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|::|\*|localhost):(\d{1,5})\b/i

/**
 * Looks for a bind that failed because the port was taken, whatever the language. The last such line counts, and the last that
 * names a port before those that do not: Node says it in several lines.
 */
export function findPortConflict(output: string): OutputConflict | undefined {
  const conflicts = output
    .split(/\r?\n/)
    .filter((text) => patterns.some((pattern) => pattern.test(text)))
    .map((text) => conflictIn(text.trim()))
  return conflicts.findLast(({ port }) => port !== undefined) ?? conflicts.at(-1)
}

function conflictIn(line: string): OutputConflict {
  const port = portIn(line)
  return port === undefined ? { line } : { line, port }
}

function portIn(line: string): number | undefined {
  const match = /\bport:? (\d{1,5})\b/i.exec(line) ?? endpoint.exec(line)
  const port = Number(match?.[1])
  return port >= 1 && port <= 65_535 ? port : undefined
}
