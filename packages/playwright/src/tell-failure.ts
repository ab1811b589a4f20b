import type { TestInfo } from '@playwright/test'
import { currentSession, findCrash, nameAsCause, type ServiceShare } from '@portside/core/adapter'

/** After a test: if it has failed, a service that has died becomes the cause, and what services wrote is attached. */
export async function tellFailure(test: TestInfo): Promise<void> {
  if (test.status === test.expectedStatus) return
  nameAsCause(await findCrash(), test.errors)
  for (const share of currentSession().held()) await attachOutput(share, test)
}

async function attachOutput({ name, handle }: ServiceShare, test: TestInfo): Promise<void> {
  const { output } = (handle ?? {}) as { readonly output?: () => Promise<string> }
  const text = await output?.().catch(() => undefined)
  if (text) await test.attach(`output of ${name}`, { body: text, contentType: 'text/plain' })
}
