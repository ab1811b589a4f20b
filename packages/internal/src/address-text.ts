/** Formats an address as URLs do, such as `127.0.0.1:62893` or `[::1]:62893` (RFC 3986, section 3.2.2). */
export function addressText(host: string, port: number | undefined): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Formats the URL of an address, such as `http://127.0.0.1:62893`. */
export function urlOf(host: string, port: number, scheme = 'http'): string {
  return `${scheme}://${addressText(host, port)}`
}
