import type { RunWatcher, ServiceShare, ServiceWait } from '@portside/core/main'
import { showProgress } from './progress'
import type { RunArguments } from './run-arguments'
import { createScreen } from '../terminal/screen'
import { createServiceLines } from './service-lines'
import { addressOf } from './service-variables'

/** Reports on standard error what a run does: lines for people, or JSON for machines. */
export interface Reporter {
  /** Receives the events of the run. */
  readonly watcher: RunWatcher
  /** The services that will be started. */
  readonly starting: (services: readonly string[]) => void
  /** Ends the progress display: all services are ready, or one has failed. */
  readonly settled: () => void
  readonly ready: (service: ServiceShare) => void
  /** Reports that a service died while the command ran; the command's own exit code shows the effect on it. */
  readonly crashed: (service: ServiceShare) => void
  readonly running: (command: readonly string[]) => void
  /** Reports the end; prints nothing when nothing had been started. */
  readonly stopped: () => void
  /** Reports where the output of services has been kept, if it has. */
  readonly kept: (folder: string | undefined) => void
}

/** Makes the reporter of a run. */
export function createReporter({ isJson, isOutputShown }: RunArguments): Reporter {
  const screen = createScreen()
  const lines = createServiceLines(isJson, screen)
  const progress = showProgress(screen, { isInPlace: screen.isLive && !isJson, report: waiting })
  const startedAt = performance.now()
  let count = 0
  const killedServices: string[] = []
  return {
    watcher: { ...progress.watcher, wrote: isOutputShown ? lines.print : undefined, killed },
    starting: lines.expect,
    settled: progress.end,
    ready: (service) => {
      count += 1
      const { url } = addressOf(service)
      const elapsedMs = Math.round(service.elapsedMs)
      print(
        'ready',
        { name: service.name, url, elapsedMs },
        `${service.name} is ready${url === undefined ? '' : ` at ${url}`} (${elapsedMs} ms)`,
      )
    },
    crashed: ({ name, crash }) => {
      const { message } = crash.reason as Error
      print('crashed', { name, message }, `has lost ${message}`)
    },
    running: (command) => print('running', { command }, `runs ${command.join(' ')}`),
    stopped: () => {
      if (count === 0) return
      const facts = { elapsedMs: Math.round(performance.now() - startedAt), killed: killedServices }
      const { length } = killedServices
      const killedText = length === 0 ? '' : `, ${length} of them by SIGKILL (${killedServices.join(', ')})`
      print('stopped', facts, `has stopped all services${killedText}`)
    },
    kept: (folder) => {
      if (folder !== undefined) print('kept', { folder }, `has kept the output of services in ${folder}`)
    },
  }

  function killed(name: string, text: string): void {
    killedServices.push(name)
    print('killed', { name, message: text }, text)
  }

  function waiting({ service: name, elapsedMs, reason }: ServiceWait): void {
    const text = `${name} is not ready after ${Math.floor(elapsedMs / 1000)} s`
    const facts = { name, elapsedMs: Math.round(elapsedMs), reason }
    print('waiting', facts, reason === undefined ? text : `${text}: ${reason}`)
  }

  function print(event: string, facts: object, text: string): void {
    screen.print(isJson ? JSON.stringify({ event, ...facts }) : `${screen.styled('cyan', 'portside')} ${text}`)
  }
}
