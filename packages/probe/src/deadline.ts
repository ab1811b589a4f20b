import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

const sliceMs = 50

/** A time-out that can be taken back. */
export interface Deadline {
  readonly reached: Promise<void>
  readonly cancel: () => void
}

/**
 * A time-out in slices, which does not count the time that this process was blocked: starting a child blocks its parent,
 * and fifty of them would otherwise use up each other's time. After the last slice, what has arrived is looked at first.
 */
export function startDeadline(timeoutMs: number): Deadline {
  let timer: NodeJS.Timeout | undefined
  const reached = new Promise<void>((resolve) => {
    const slice = (leftMs: number): void => {
      if (leftMs > 0) timer = setTimeout(() => slice(leftMs - sliceMs), Math.min(leftMs, sliceMs))
      else setImmediate(resolve)
    }
    slice(timeoutMs)
  })
  return { reached, cancel: () => clearTimeout(timer) }
}
