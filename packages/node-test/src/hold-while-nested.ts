import type { HeldPlan } from '@portside/core/worker'

type HeldServices = HeldPlan['perTest']

/** Acquires once for a test and all of its subtests, which run the hooks of a test again, and releases after the last. */
export function holdWhileNested({ acquire, release }: HeldServices): Pick<HeldServices, 'acquire' | 'release'> {
  let depth = 0
  let taking: Promise<void> | undefined
  return {
    acquire: async () => {
      depth += 1
      await (taking ??= acquire())
    },
    release: async () => {
      depth -= 1
      if (depth > 0) return
      taking = undefined
      await release()
    },
  }
}
