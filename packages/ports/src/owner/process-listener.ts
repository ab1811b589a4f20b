/** A listening TCP socket of a process. */
export interface ProcessListener {
  readonly pid: number
  /** Where it listens; `::` and `0.0.0.0` mean every address. */
  readonly address: string
  readonly port: number
  /** Whether it listens in another network namespace than this process, where nothing from here reaches it. */
  readonly isElsewhere: boolean
}
