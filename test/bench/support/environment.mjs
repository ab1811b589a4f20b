/** The variables that package managers and test runners put into the environment, and those that would send requests through a proxy. */
const foreign =
  /^(npm_|VITEST|JEST_|PLAYWRIGHT_TEST|TEST_|NODE_OPTIONS$|NODE_TEST|WAIT_ON_|PORT$|HOST$|DEBUG$|(https?|all|no)_proxy$)/i

/** The environment of a user's terminal: the same for every peer, however the benchmark was started. */
export function plainEnvironment(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}
