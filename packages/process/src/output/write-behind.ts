import { clearTimeout, setTimeout } from 'node:timers'

/** Writes that are done a moment after the call, in order. */
export interface WriteBehind {
  readonly add: (write: () => void) => void
  /** Does all of them now. */
  readonly flush: () => void
}

/** By then, the code that waits for a service has connected to it. */
const behindMs = 1

/** Makes an empty queue of writes. */
export function createWriteBehind(): WriteBehind {
  const writes: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    for (const write of writes.splice(0)) write()
  }
  return {
    add: (write) => {
      if (writes.push(write) === 1) timer = setTimeout(flush, behindMs)
    },
    flush,
  }
}
