// The part that is loaded when a service is started: everything that starts and owns services.
export { waitForRunning } from './diagnose/wait-for-running'
export { launchExternal } from './kinds/external/launch-external'
export { launchInProcess } from './kinds/in-process/launch-in-process'
export { createServiceStore } from './lifecycle/service-store'
export { createRun } from './run/run'
export { launchExisting, launchLasting } from './kinds/command/launch-command'
export { launchFunction } from './kinds/task/launch-function'
export { launchTask } from './kinds/task/launch-task'
