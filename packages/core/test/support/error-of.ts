import { isPortsideError, type PortsideError } from '@portside/errors'

/** The portside error that `work` rejects with. */
export async function errorOf(work: Promise<unknown>): Promise<PortsideError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (isPortsideError(error)) return error
  throw new Error('expected a PortsideError', { cause: error })
}
