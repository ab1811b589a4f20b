export { checkStopOptions } from './check-options'
export { parseCommandLine } from './child/parse-command-line'
