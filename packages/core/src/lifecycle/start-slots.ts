// The one registry of this folder: how many services are being started in this process. Starting more at once than there are cores is not faster, and
// makes each of them look slow.
import { availableParallelism } from 'node:os'
import { globalState } from '@portside/internal'

/** How long a start keeps its slot, in milliseconds: after that it waits for something else than a core. */
const slotMs = 1000

interface Slots {
  free: number
  readonly waiting: (() => void)[]
}

/** Runs `start` as soon as a slot is free. */
export async function withStartSlot<Result>(start: () => Promise<Result>): Promise<Result> {
  const release = await takeSlot()
  const timer = setTimeout(release, slotMs)
  timer.unref()
  try {
    return await start()
  } finally {
    clearTimeout(timer)
    release()
  }
}

async function takeSlot(): Promise<() => void> {
  const slots = registry()
  if (slots.free > 0) slots.free -= 1
  else await new Promise<void>((resolve) => slots.waiting.push(resolve))
  let isTaken = true
  return () => {
    if (isTaken) passOn(slots)
    isTaken = false
  }
}

function passOn(slots: Slots): void {
  const next = slots.waiting.shift()
  if (next === undefined) slots.free += 1
  else next()
}

function registry(): Slots {
  return globalState<Slots>('start-slots', () => ({ free: 2 * availableParallelism(), waiting: [] }))
}
