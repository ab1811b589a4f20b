import type { PortRange } from '../numbers/port-range'

/** What a lease should be like. */
export interface LeaseOptions {
  /** Exactly this port. @default one that portside chooses */
  readonly port?: number | undefined
  /** One of these ports, both ends included; it is chosen upwards. @default every port there is */
  readonly range?: PortRange | undefined
  /**
   * The loopback address to lease the port on. `127.0.0.1` and `::1` are always leased together; another address of
   * 127.0.0.0/8 is leased by itself.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
  /**
   * `kernel`: held by bound sockets, so nobody is handed the number; the server must set SO_REUSEADDR, as nearly all do.
   * `lock`: for a server that does not; other leases keep away, and a chosen port lies where the kernel hands out none.
   * @default 'kernel' on Linux, 'lock' elsewhere (where 'kernel' means 'lock' too)
   */
  readonly hold?: 'kernel' | 'lock' | undefined
  /** The service that the port is for: named in errors, and told to whoever asks who has the port. */
  readonly service?: string | undefined
  /** The run that the service belongs to, told to whoever asks who has the port. */
  readonly run?: string | undefined
  /** The project's folder, told to whoever asks who has the port. */
  readonly project?: string | undefined
  /** Ports that are not chosen. @default [] */
  readonly exclude?: Iterable<number> | undefined
}
