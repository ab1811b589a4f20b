/** Measures the cost of waiting for a server that does not listen yet. */
export const waiting = {
  part: 'waiting',
  name: 'waiting',
  title: 'Waiting: processor time of the tool while the server does not listen, ms a second',
  valueOf: ({ waitingMs }) => waitingMs,
}
