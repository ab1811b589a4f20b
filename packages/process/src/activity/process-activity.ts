/** What a live process does, as far as this user may see. */
export interface ProcessActivity {
  readonly pid: number
  /** Its command line, or its name. */
  readonly command: string
  /** Its state, a letter of proc(5): R running, S sleeping, D uninterruptible, T stopped, t stopped by a debugger. */
  readonly state: string
  /** The processor time that it has used, in milliseconds. */
  readonly cpuMs: number
  /** How long it could have run and had to wait for a processor, in milliseconds; 0 where the system does not tell. */
  readonly queuedMs: number
  /** How long ago it was started, in milliseconds. */
  readonly ageMs: number
  /** Where the standard input comes from that it is reading, such as `pipe:[4711]`; absent when it reads none. */
  readonly readsInput?: string
  /** The lock that it waits for. */
  readonly lock?: AwaitedLock
}

/** A file lock that somebody else has (flock(2), fcntl(2)). */
export interface AwaitedLock {
  /** The file; absent where it is not known. */
  readonly path?: string
  /** The process that has it; absent where that is in another PID namespace. */
  readonly holder?: number
}
