import { invalidArgument } from '@portside/errors'
import { checkServices, serviceOf, type Services } from '../definition/define-services'
import { createLoan, handlesOf, type Loan } from '../worker/held-services'

/** What `setupServices()` of an adapter hooks into its runner. */
export interface Loans {
  /** What is taken before the first test of a file. */
  readonly perFile: Loan
  /** What is taken before each test. */
  readonly perTest: Loan
  /** The handles by name. */
  readonly handles: object
}

/**
 * Divides the services of these names (all of them where none is named) by how long a test file has them.
 *
 * @throws TypeError when a name or a definition is wrong.
 */
export function planLoans(services: Services, names: readonly string[], testFile: () => string | undefined): Loans {
  checkServices(services)
  const wanted = names.length > 0 ? names : Object.keys(services)
  for (const name of wanted)
    if (serviceOf(services, name) === undefined) throw invalidArgument('name', 'one of the services', name)
  const isPerTest = (name: string) => services[name]?.scope === 'test'
  const perTest = createLoan(services, wanted.filter(isPerTest), testFile)
  const others = wanted.filter((name) => !isPerTest(name))
  const perFile = createLoan(services, others, testFile)
  const loans = wanted.map((name) => [name, isPerTest(name) ? perTest : perFile] as const)
  return { perFile, perTest, handles: handlesOf(Object.fromEntries(loans)) }
}
