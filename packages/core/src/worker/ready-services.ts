import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import type { ReadyService } from '../protocol/messages'

/** The services of the run that are ready at this moment, as the supervisor lists them in a file; none where it cannot be read. */
export type ReadyServices = () => readonly ReadyService[]

/** Reads the list at `path` anew each time, and understands it anew when it has changed. */
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

/** A test that replaces functions of `fs` may replace what it reads. */
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

/** After the end of the run, another user may put a file there. */
function readOwn(file: number): string | undefined {
  try {
    const { uid } = fstatSync(file)
    return process.getuid === undefined || uid === process.getuid() ? readFileSync(file, 'utf8') : undefined
  } finally {
    closeSync(file)
  }
}
