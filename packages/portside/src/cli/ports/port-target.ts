/** A port as a person names it. */
export interface PortTarget {
  readonly port: number
  /** The address, if one was named. */
  readonly host?: string
}

const schemePorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** Reads `3000`, `127.0.0.1:3000`, `[::1]:3000` or a URL. Throws a `TypeError` for anything else. */
export function parsePortTarget(text: string): PortTarget {
  if (/^\d+$/.test(text)) return { port: checkPort(text, text) }
  const url = text.includes('://') ? text : `tcp://${text}`
  if (!URL.canParse(url)) throw wrongTarget(text)
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replaceAll(/[[\]]/g, '')
  const number = checkPort(port === '' ? (schemePorts[protocol] ?? '') : port, text)
  // A name stands for several addresses, so any of them counts.
  return /^[\d.]+$|:/.test(host) ? { port: number, host } : { port: number }
}

function checkPort(digits: string, text: string): number {
  const port = Number(digits)
  if (digits === '' || !(port > 0 && port < 65_536)) throw wrongTarget(text)
  return port
}

function wrongTarget(text: string): TypeError {
  return new TypeError(`Expected a port from 1 to 65535, host:port or a URL, got '${text}'`)
}
