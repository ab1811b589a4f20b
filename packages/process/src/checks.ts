export { checkStopOptions } from './check-options'
export { parseCommandLine } from './parse-command-line'
