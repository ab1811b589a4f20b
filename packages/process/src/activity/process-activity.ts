/** The activity of a live process, as far as this user may see it. */
export interface ProcessActivity {
  readonly pid: number
  /** Its command line, or its name. */
  readonly command: string
  /** Its state, a letter of proc(5): R running, S sleeping, D uninterruptible, T stopped, t stopped by a debugger. */
  readonly state: string
  /** The processor time that it has used, in milliseconds. */
  readonly cpuMs: number
  /** How long it was ready to run and waited for a processor, in milliseconds; 0 if the system does not report it. */
  readonly queuedMs: number
  /** Time since its start, in milliseconds. */
  readonly ageMs: number
  /** The source of the standard input that it is reading, such as `pipe:[4711]`; absent when it reads none. */
  readonly readsInput?: string
  /** The lock that it waits for. */
  readonly lock?: AwaitedLock
}

/** A file lock that another process has (flock(2), fcntl(2)). */
export interface AwaitedLock {
  /** The file; absent if it is not known. */
  readonly path?: string
  /** The process that has it; absent if that is in another PID namespace. */
  readonly holder?: number
}
