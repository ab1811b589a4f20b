/** What describes a started server or process, as JSON data. */
export interface ServerData {
  readonly name: string
  readonly pid?: number | undefined
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly ports?: Readonly<Record<string, number>>
  /** For a service over TLS that portside has started; absent where Node.js trusts as it always does. */
  readonly tls?: ServerTrust | undefined
}

/** Whom a handle trusts. */
export interface ServerTrust {
  /** The authority, as PEM; absent where any certificate will do, since the process that answers is known. */
  readonly ca?: string | undefined
}

/** `http://127.0.0.1:62893`, with the brackets that an IPv6 address needs (RFC 3986, section 3.2.2). */
export function urlOf(host: string, port: number, scheme = 'http'): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
