import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test'
import type { TestHandlesOf, Services } from '@portside/core'

type NamesOfWorker<Definitions extends Services> = {
  [Name in keyof Definitions]: [Definitions[Name]['scope']] extends ['run' | 'worker'] ? Name : never
}[keyof Definitions]

/** The handles that hooks and fixtures of a worker may also use. */
type WorkerHandles<Definitions extends Services> = Pick<TestHandlesOf<Definitions>, NamesOfWorker<Definitions>>

/** The handles of scope `'file'` or `'test'`, which only tests may use. */
type TestHandles<Definitions extends Services> = Omit<TestHandlesOf<Definitions>, NamesOfWorker<Definitions>>

/** Playwright's `test` with a fixture for each service. */
export type ServicesTest<Definitions extends Services> = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TestHandles<Definitions>,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & WorkerHandles<Definitions>
>
