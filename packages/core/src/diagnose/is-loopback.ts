/** Whether `host` is an address that never leaves this machine: 127.0.0.0/8 (RFC 1122) or ::1 (RFC 4291). */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
