/** The handle of a port that is reserved. */
export interface ReservedPort {
  readonly port: number
  readonly host: string
  /** Where the service that takes the port will answer: `http://127.0.0.1:62893`. */
  readonly url: string
}
