import type { Loans } from '@portside/core/worker'

type Loan = Loans['perTest']

/** A loan that is taken once for a test and all of its subtests, which run the hooks of a test again, and given back after the last. */
export function shareWhileNested({ take, giveBack }: Loan): Pick<Loan, 'take' | 'giveBack'> {
  let depth = 0
  let taking: Promise<void> | undefined
  return {
    take: async () => {
      depth += 1
      await (taking ??= take())
    },
    giveBack: async () => {
      depth -= 1
      if (depth > 0) return
      taking = undefined
      await giveBack()
    },
  }
}
