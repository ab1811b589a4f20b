import type { Probe } from '@portside/probe'
import type { ChildReports } from '../run/listen-hook/listen-reports'

/** Ready when a Node process of the service has told that it listens on `port`. What is no Node process never tells. */
export function toldListening(reports: ChildReports, port: number): Probe {
  const isTold = () => reports.listening.some((told) => told.port === port)
  return {
    description: 'it tells that it listens',
    wait: (_, { signal }) =>
      new Promise((resolve, reject) => {
        const unsubscribe = reports.subscribe(() => isTold() && end(resolve))
        const abort = () => end(() => reject(signal.reason as Error))
        const end = (settle: () => void) => {
          unsubscribe()
          signal.removeEventListener('abort', abort)
          settle()
        }
        signal.addEventListener('abort', abort)
        if (isTold()) end(resolve)
      }),
  }
}
