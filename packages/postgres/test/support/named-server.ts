import type { PostgresOptions } from '../../src/index'
import { serve } from '../programs/serve'

/** Returns a function that starts servers of this name, by which a test finds what they leave. */
export function namedServers(name: string) {
  return (options: PostgresOptions = {}, { directory }: { readonly directory?: string } = {}) =>
    serve(name, options, directory)
}
