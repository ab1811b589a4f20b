import { stripVTControlCharacters } from 'node:util'

const refusal = /ECONNREFUSED|connect(?:ion)?\b.*\brefused|could ?n.t connect|could not connect/i
/** An address with a port, as in `127.0.0.1:5432`, `::1:5432` and `"db", port 5432` of libpq. */
const address =
  /(?<![\w.:])((?:\d{1,3}\.){3}\d{1,3}|\[?::1\]?|[a-z][\w.-]*[a-z0-9])(?::|"?,? \(?port )(\d{2,5})(?![\w.:]*\d)/gi

/** Returns the last address that refused a connection, according to the output of a program; `undefined` if it says so of none. */
export function refusedAddress(output: string): { readonly text: string; readonly port: number } | undefined {
  const lines = stripVTControlCharacters(output).split('\n')
  const found = lines
    .filter((line) => refusal.test(line))
    .flatMap((line) => Array.from(line.matchAll(address)))
    .findLast(([, , port]) => Number(port) < 65_536)
  if (found === undefined) return undefined
  const [, host = '', port = ''] = found
  return { text: `${host === '::1' ? '[::1]' : host}:${port}`, port: Number(port) }
}
