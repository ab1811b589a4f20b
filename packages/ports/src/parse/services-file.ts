/** The TCP ports that have a name in `/etc/services` (services(5)), by that name: one may stand for several (`http-alt`: 591 and 8080). */
export type ServicePorts = ReadonlyMap<string, readonly number[]>

/** Reads `/etc/services`. */
export function parseServicesFile(text: string): ServicePorts {
  const services = new Map<string, number[]>()
  for (const line of text.split('\n')) {
    const [, name, port] = /^([^\s#]+)\s+(\d{1,5})\/tcp\b/.exec(line) ?? []
    if (name !== undefined) services.set(name, [...(services.get(name) ?? []), Number(port)])
  }
  return services
}
