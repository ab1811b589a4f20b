// Setup file of Vitest, in projects whose workers have variables of their own: it runs before those of the user and before any test module.
import { takeEnvironment } from '@portside/core/worker'

await takeEnvironment()
