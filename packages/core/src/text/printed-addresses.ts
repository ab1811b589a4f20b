import { stripVTControlCharacters } from 'node:util'

/** An address that a server has printed. */
export interface PrintedAddress {
  /** Absent if it names none that can be connected to, such as `localhost` or `0.0.0.0`. */
  readonly host: string | undefined
  readonly port: number
}

/** The URLs of this machine: Vite, Next, webpack, Flask, uvicorn, `php -S`, Rails and most others print one. */
const url = /\b(?:https?|wss?):\/\/(localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\*):(\d{1,5})\b/gi

/** A sentence about a port: Express, Fastify, Python's `http.server`, Tomcat and Netty have one. */
const sentence =
  /\b(?:listen|listening|serving|running|started|starting|ready|available)\b[^\n]*?\bport(?:\(s\))?:? (\d{1,5})\b/gi

/** Returns the addresses in the output of a server, URLs first; ignores colour codes. */
export function printedAddresses(output: string): readonly PrintedAddress[] {
  const text = stripVTControlCharacters(output)
  const urls = [...text.matchAll(url)].map(([, host = '', port]) => ({ host: connectable(host), port: Number(port) }))
  const ports = [...text.matchAll(sentence)].map(([, port]) => ({ host: undefined, port: Number(port) }))
  return [...urls, ...ports].filter(({ port }) => port > 0 && port < 65_536)
}

function connectable(host: string): string | undefined {
  const address = host.replace(/^\[(.*)\]$/, '$1')
  return address === '::1' || address.startsWith('127.') ? address : undefined
}

/** The messages of Node.js and Deno with `--inspect`, and of the JVM with `-agentlib:jdwp`. */
const patterns = [
  /Debugger listening on wss?:\/\/\S*:(\d+)\//g,
  /Listening for transport dt_socket at address: (?:\S+:)?(\d+)/g,
]

/** Returns the ports that a debugger may connect to, according to a service's output: the runtime listens there, not the service. */
export function debuggerPorts(output: string): ReadonlySet<number> {
  const text = stripVTControlCharacters(output)
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, port]) => Number(port))))
}
