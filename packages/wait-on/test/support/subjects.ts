import { probe, waitUntilReady, type Probe } from '@portside/probe'
import original, { type WaitOnOptions } from 'wait-on'
import { resource, waitOn } from '../../src/index'

/** Waits for one resource; resolves with whether it was available in time. */
export type Subject = (name: string, timeoutMs: number) => Promise<boolean>

/** The real wait-on, and everything that claims to find what it finds. */
export const subjects: readonly (readonly [name: string, subject: Subject])[] = [
  ['wait-on', byOptions(original)],
  ['waitOn()', byOptions(waitOn)],
  ['resource()', byProbe(resource)],
  ['probe.resource()', byProbe(probe.resource)],
]

/** The real wait-on, and the function that stands for it: both take all options. */
export const functions: readonly (readonly [name: string, waits: (options: WaitOnOptions) => Promise<void>])[] = [
  ['wait-on', (options) => original(options)],
  ['waitOn()', (options) => waitOn(options)],
]

/** Whether `promise` resolved, and not with an error of the time-out. */
export async function inTime(promise: Promise<void>): Promise<boolean> {
  try {
    await promise
    return true
  } catch (error) {
    if ((error as Error).message.startsWith('Timed out waiting for: ')) return false
    throw error
  }
}

function byOptions(waits: (options: WaitOnOptions) => Promise<void>): Subject {
  return (name, timeout) => inTime(waits({ resources: [name], timeout, interval: 20, window: 20, proxy: false }))
}

function byProbe(make: (name: string) => Probe): Subject {
  return async (name, timeoutMs) => {
    const target = { service: 'api', host: '127.0.0.1', cwd: process.cwd(), env: process.env }
    return (await waitUntilReady(make(name), target, { timeoutMs })).state === 'ready'
  }
}
