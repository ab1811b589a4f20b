import { checkServices, type Services } from '../define/define-services'
import { loadModule } from './load-module'

/** Loads a services file. Throws a `TypeError` when its default export is no record of services, and whatever the file throws. */
export async function loadServices(file: string, options: { readonly isFresh?: boolean } = {}): Promise<Services> {
  const services = await loadModule(file, options)
  try {
    checkServices(services)
  } catch (cause) {
    throw new TypeError(`Expected ${file} to export defineServices({ … }) by default: ${(cause as Error).message}`, {
      cause,
    })
  }
  return services
}
