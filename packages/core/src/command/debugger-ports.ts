import { stripVTControlCharacters } from 'node:util'

/** Node.js and Deno by `--inspect`, the JVM by `-agentlib:jdwp`. */
const patterns = [
  /Debugger listening on wss?:\/\/\S*:(\d+)\//g,
  /Listening for transport dt_socket at address: (?:\S+:)?(\d+)/g,
]

/** The ports that a service's output says a debugger may connect to: the runtime listens there, and not the service. */
export function debuggerPorts(output: string): ReadonlySet<number> {
  const text = stripVTControlCharacters(output)
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, port]) => Number(port))))
}
