// Preloaded by `--import` into the workers of runners that have no other place before the first module of a test.
import { takeEnvironmentOfProcess } from './worker/take-environment'

await takeEnvironmentOfProcess(import.meta.url)
