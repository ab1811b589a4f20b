import { errorCode } from '../system/error-code'
import type { LeaseRequest } from './lease-request'
import type { Keep } from './port-lease'
import { tryPort } from './try-port'

/**
 * Takes the first of `ports` that get-port finds free on every address of the machine. get-port also never returns a number twice in this thread
 * within half a minute, so a port that it refuses may still be free.
 */
export async function takeChecked(request: LeaseRequest, ports: readonly number[]): Promise<Keep | undefined> {
  let left = ports
  while (left.length > 0) {
    const port = await supplyPort(left)
    if (port === undefined) return undefined
    const keep = await takeIfFree(request, port)
    if (keep !== undefined) return keep
    left = left.filter((other) => other !== port)
  }
  return undefined
}

/** Takes the first of `ports` that can be taken, without get-port. */
export async function takeFirst(request: LeaseRequest, ports: readonly number[]): Promise<Keep | undefined> {
  for (const port of ports) {
    const keep = await takeIfFree(request, port)
    if (keep !== undefined) return keep
  }
  return undefined
}

/** get-port is loaded when it is first needed: the usual lease on Linux does not use it. */
async function supplyPort(candidates: readonly number[]): Promise<number | undefined> {
  const { default: getPort } = await import('get-port')
  const port = await getPort({ port: candidates })
  return candidates.includes(port) ? port : undefined
}

async function takeIfFree(request: LeaseRequest, port: number): Promise<Keep | undefined> {
  try {
    return await tryPort(request, port)
  } catch (error) {
    if (['EADDRINUSE', 'EACCES', 'EPERM'].includes(errorCode(error))) return undefined
    throw error
  }
}
