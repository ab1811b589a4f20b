export { checkStopOptions } from './child/spawn-options'
export { parseCommandLine } from './child/parse-command-line'
