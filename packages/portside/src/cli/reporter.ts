import { styleText } from 'node:util'
import type { ServiceShare } from '@portside/core/adapter'
import { addressOf } from './service-variables'

/** Tells on standard error what a run does. */
export interface Reporter {
  readonly ready: (service: ServiceShare) => void
  /** A service died while the command ran: what that did to the command is for its own exit code to tell. */
  readonly crashed: (service: ServiceShare) => void
  readonly running: (command: readonly string[]) => void
  /** Says nothing when nothing had been started. */
  readonly stopped: () => void
  /** Says where the output of services has been kept, if it has. */
  readonly kept: (folder: string | undefined) => void
}

/** Makes a reporter: lines for people, or JSON for machines. */
export function createReporter(isJson: boolean): Reporter {
  const startedAt = performance.now()
  let count = 0
  const tell = (event: string, facts: object, text: string) => {
    process.stderr.write(isJson ? `${JSON.stringify({ event, ...facts })}\n` : `${prefix()} ${text}\n`)
  }
  return {
    ready: (service) => {
      count += 1
      const { url } = addressOf(service)
      const elapsedMs = Math.round(service.elapsedMs)
      tell(
        'ready',
        { name: service.name, url, elapsedMs },
        `${service.name} is ready${url === undefined ? '' : ` at ${url}`} (${elapsedMs} ms)`,
      )
    },
    crashed: ({ name, crash }) => {
      const { message } = crash.reason as Error
      tell('crashed', { name, message }, `has lost ${message}`)
    },
    running: (command) => tell('running', { command }, `runs ${command.join(' ')}`),
    stopped: () => {
      if (count > 0)
        tell('stopped', { elapsedMs: Math.round(performance.now() - startedAt) }, 'has stopped all services')
    },
    kept: (folder) => {
      if (folder !== undefined) tell('kept', { folder }, `has kept the output of services in ${folder}`)
    },
  }
}

function prefix(): string {
  return process.stderr.isTTY && process.env['NO_COLOR'] === undefined ? styleText('cyan', 'portside') : 'portside'
}
