/** From the server's own `listen` callback until the harness goes on. */
export const readiness = {
  part: 'readiness',
  name: 'readiness',
  title: 'Readiness latency: from the server’s own `listen` until the harness goes on, ms',
  valueOf: ({ readinessMs }) => readinessMs,
}
