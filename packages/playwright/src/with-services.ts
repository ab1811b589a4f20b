import type { HandleOf, Services } from '@portside/core'
import { checkRunner, checkServices, refuseInConfigFile } from '@portside/core/worker'
import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import { playwrightTest } from './playwright-test'
import { serviceFixtures } from './service-fixtures'
import type { ServicesTest } from './services-test'

type NamesWithUrl<Definitions extends Services> = {
  [Name in keyof Definitions]: HandleOf<Definitions[Name]> extends { readonly url: string } ? Name : never
}[keyof Definitions]

/** The options of `withServices()`. */
export interface WithServicesOptions<Definitions extends Services> {
  /**
   * The name of the service whose URL is the `baseURL` of tests: `page.goto('/')` and `request.get('/')` then refer to that service, which is started
   * for each test that uses one of these.
   * @default that of the configuration
   */
  readonly baseURL?: NamesWithUrl<Definitions> & string
}

const rules: OptionRules<WithServicesOptions<Services>> = { baseURL: optionRules.text }

/**
 * Makes a `test` with a fixture for each service. A service is started when the first test uses its fixture. With the config wrapper all workers then
 * share it, without it the tests of one worker.
 *
 * @throws TypeError when a name or a definition is wrong; PortsideError when this version of Playwright Test is not supported.
 * @example
 * ```ts
 * import { expect } from '@playwright/test'
 * import { command, withServices } from 'portside/playwright'
 *
 * const test = withServices({ web: command('node server.js', { ready: '/' }) }, { baseURL: 'web' })
 *
 * test('has a title', async ({ page }) => {
 *   await page.goto('/')
 *   await expect(page).toHaveTitle('Home')
 * })
 * ```
 *
 */
export function withServices<const Definitions extends Services>(
  services: Definitions,
  options: WithServicesOptions<Definitions> = {},
): ServicesTest<Definitions> {
  refuseInConfigFile(withServices, "defineConfig(portside({ services: './services.ts' }), { … })")
  checkServices(services)
  checkOptions('withServices()', options, rules)
  const { baseURL } = options
  if (baseURL !== undefined && !Object.hasOwn(services, baseURL))
    throw invalidArgument('baseURL', `the name of one of the services (${Object.keys(services).join(', ')})`, baseURL)
  checkRunner('@playwright/test')
  return playwrightTest().extend(serviceFixtures(services, baseURL)) as unknown as ServicesTest<Definitions>
}
