// What starts and owns services, as one part: each file more costs most of a millisecond to load.
export { restartOnCrash } from './command/restart-on-crash'
export { waitForRunning } from './diagnose/wait-for-running'
export { launchExternal } from './external/launch-external'
export { launchInProcess } from './in-process/launch-in-process'
export { createServiceStore } from './lifecycle/service-store'
export { createRun } from './run/run'
export { launchCommand, startDefinition } from './start'
export { launchTask } from './task/launch-task'
