import type { PortRange } from '../numbers/port-range'

/** The options of a lease. */
export interface LeaseOptions {
  /** Leases exactly this port. @default one that portside chooses */
  readonly port?: number | undefined
  /** Leases one of these ports, both ends included; lower ports come first. @default every port there is */
  readonly range?: PortRange | undefined
  /**
   * The loopback address to lease the port on. `127.0.0.1` and `::1` are always leased together; another address of
   * 127.0.0.0/8 is leased by itself.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
  /**
   * `kernel`: bound sockets hold the port, so the kernel gives it to nobody else; the server must set SO_REUSEADDR, as nearly all do. `lock`: for a
   * server that does not; other leases avoid the port, and a chosen port lies where the kernel gives out none.
   * @default 'kernel' on Linux, 'lock' elsewhere (where 'kernel' means 'lock' too)
   */
  readonly hold?: 'kernel' | 'lock' | undefined
  /** The service that the port is for; it appears in errors, and in the answer to a process that asks who has the port. */
  readonly service?: string | undefined
  /** The run that the service belongs to, sent to a process that asks who has the port. */
  readonly run?: string | undefined
  /** The project's folder, sent to a process that asks who has the port. */
  readonly project?: string | undefined
  /** Ports that are never chosen. @default [] */
  readonly exclude?: Iterable<number> | undefined
}
