/** The whole run of a fresh process, until no process of it is left. */
export const cycle = {
  part: 'cycle',
  servers: ['node'],
  name: 'cycle',
  title:
    'Whole cycle: a fresh process that loads the tool, starts the server, makes one request, stops it, and is gone, ms',
  valueOf: ({ cycleMs }) => cycleMs,
}
