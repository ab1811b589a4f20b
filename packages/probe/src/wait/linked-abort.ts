import { allowManyListeners } from '@portside/internal'

/** An abort for a part of a wait, which follows that of the whole. */
export interface LinkedAbort {
  readonly signal: AbortSignal
  readonly abort: () => void
  /** Unlinks it from the whole; call it when the part is over. */
  readonly unlink: () => void
}

/** Makes an abort that follows `parent`; unlike `AbortSignal.any` it can be unlinked, so that long waits do not leak. */
export function linkedAbort(parent: AbortSignal): LinkedAbort {
  const controller = new AbortController()
  // Each part of a wait subscribes; more than ten of them are not a leak.
  allowManyListeners(controller.signal)
  const follow = (): void => controller.abort(parent.reason)
  if (parent.aborted) follow()
  else parent.addEventListener('abort', follow)
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    unlink: () => parent.removeEventListener('abort', follow),
  }
}
