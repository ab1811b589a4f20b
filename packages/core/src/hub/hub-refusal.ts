import { isPortsideError } from '@portside/errors'

/**
 * What Node says when it cannot load a run's hub: it was deleted, may not be read, or is not among what `--permission` allows; or something
 * between has broken the path at a space. It then ends before the program begins.
 */
export function hubRefusal(runId: string): RegExp {
  const path = `(?:Cannot find module '|permission denied, open '|resource: ')[^\\n']*hub-${runId}\\.cjs'`
  return new RegExp(`${path}|Require stack:\\r?\\n- internal/preload`)
}

/** Whether a service has ended since its Node could not load the hub. */
export function isHubRefusal(error: unknown, runId: string): boolean {
  return isPortsideError(error) && error.code === 'E_EXITED_EARLY' && hubRefusal(runId).test(error.output)
}
