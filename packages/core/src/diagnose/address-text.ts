/** Formats an address as URLs do, such as `127.0.0.1:62893` or `[::1]:62893`. */
export function addressText(host: string, port: number | undefined): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
