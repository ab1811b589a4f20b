/** The same as the cycle without the process around it: from the tool's start function to the end of its stop function. */
export const startToStop = {
  part: 'cycle',
  servers: ['node'],
  name: 'startToStop',
  title: 'Start to stop: the same inside a process that has loaded the tool, until its stop function has returned, ms',
  valueOf: ({ startToStopMs }) => startToStopMs,
}
