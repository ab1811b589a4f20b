/** A port that a server could not bind, according to its output. */
export interface OutputConflict {
  /** The line that says so. */
  readonly line: string
  /** The port in that line, if it names one. */
  readonly port?: number
}

/**
 * The ways in which runtimes and servers print EADDRINUSE: the C library (Python, Ruby, nginx, Redis, PostgreSQL, PHP, Rust), Go, Node, Java, .NET
 * and Winsock, Erlang, Docker, and servers with their own words.
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

/** Node.js warns so of a debugging port that is taken, and goes on. */
const inspector = /^\s*Starting inspector on .* failed/

/** An address before a port: an IPv4 or bracketed address, a wildcard, or `localhost`. */
const endpoint = /(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|::|\*|localhost):(\d{1,5})\b/i

/**
 * Finds a bind that failed because the port was taken, in the output of any language. The last such line counts, but a line that names a port comes
 * before lines that do not: Node prints it in several lines.
 */
export function findPortConflict(output: string): OutputConflict | undefined {
  const conflicts = output
    .split(/\r?\n/)
    .filter((text) => patterns.some((pattern) => pattern.test(text)) && !inspector.test(text))
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
