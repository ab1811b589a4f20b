/** The last part of each deadline, which starts only when the event loop turns. */
const graceMs = 50

/**
 * Calls `onLate` when `limitMs` have passed, unless the function that it returns is called first. A process whose event loop was blocked for longer
 * still reads what had arrived in time: the deadline ends with a turn of the loop.
 */
export function startDeadline(limitMs: number, onLate: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(onLate, graceMs)
  }, limitMs)
  return () => clearTimeout(timer)
}
