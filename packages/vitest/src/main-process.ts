// What Vitest's own process needs, as one part that is loaded there: the plugin's file is loaded with each test file, too.
export { pluginState } from './plugin-state'
export { setUp, tearDown } from './set-up'
export { watchForTests } from './watch-for-tests'
