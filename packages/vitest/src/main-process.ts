// What Vitest's own process needs, as one part that is loaded there: the plugin's file is loaded with each test file, too.
export { pluginState } from './main/plugin-state'
export { setUp, tearDown } from './main/set-up'
export { watchForTests } from './main/watch-for-tests'
