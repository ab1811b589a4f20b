import { clearTimeout, setTimeout } from 'node:timers'
import { checkServices, type Services } from '../definition/define-services'
import { loadModule } from './load-module'

/** After how long a file that is still being loaded is told of, in milliseconds. */
const patienceMs = 5000

/**
 * Loads a services file, and warns when that takes long. Throws a `TypeError` when its default export is no record of services, or an empty one,
 * and whatever the file throws.
 */
export async function loadServices(file: string, options: { readonly isFresh?: boolean } = {}): Promise<Services> {
  const timer = setTimeout(() => warn(file), patienceMs).unref()
  const module = await loadModule(file, options).finally(() => clearTimeout(timer))
  const services = module.default
  if (!('default' in module)) throw wrongExport(file, 'it has no default export')
  try {
    checkServices(services)
  } catch (cause) {
    throw wrongExport(file, (cause as Error).message, cause)
  }
  return services
}

function wrongExport(file: string, reason: string, cause?: unknown): TypeError {
  return new TypeError(`Expected ${file} to export defineServices({ … }) by default: ${reason}`, { cause })
}

function warn(file: string): void {
  process.emitWarning(
    `${file} is still being loaded after ${patienceMs} ms: does it wait for something at its top level?`,
    {
      code: 'PORTSIDE_LOADING',
    },
  )
}
