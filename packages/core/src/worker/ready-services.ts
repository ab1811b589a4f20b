import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import type { ReadyService } from '../protocol/messages'

/** Returns the services of the run that are ready at this moment, as the supervisor lists them in a file; none if it cannot be read. */
export type ReadyServices = () => readonly ReadyService[]

/** Reads the list at `path` each time, and parses it when it has changed. */
export function readyServices(path: string): ReadyServices {
  let text: string | undefined
  let services: readonly ReadyService[] = []
  return () => {
    const now = read(path)
    if (now !== text) services = now === undefined ? [] : parse(now)
    text = now
    return services
  }
}

/** A test that mocks functions of `fs` may replace what is read. */
function parse(text: string): readonly ReadyService[] {
  try {
    const services: unknown = JSON.parse(text)
    return Array.isArray(services) ? (services as readonly ReadyService[]) : []
  } catch {
    return []
  }
}

function read(path: string): string | undefined {
  try {
    return readOwn(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW))
  } catch {
    return undefined
  }
}

/** Reads a file of this user: after the end of the run, another user may put a file there. */
function readOwn(file: number): string | undefined {
  try {
    const { uid } = fstatSync(file)
    return process.getuid === undefined || uid === process.getuid() ? readFileSync(file, 'utf8') : undefined
  } finally {
    closeSync(file)
  }
}
