/** The address of a command, with the values of its placeholders. */
export interface Address {
  readonly protocol: string
  readonly host: string
  /** The name for the host in URLs. */
  readonly urlHost?: 'localhost' | undefined
  readonly port: number | undefined
  readonly ports: Readonly<Record<string, number>>
  /** The ports on which a command that picks its port listens besides. */
  readonly otherPorts?: readonly number[]
}
