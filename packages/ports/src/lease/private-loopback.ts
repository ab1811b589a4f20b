import { checkOptions, type OptionRules, PortsideError } from '@portside/errors'
import { createHash } from 'node:crypto'
import { proveFree } from '../address/prove-free'
import { lockPort } from '../lock/lock-port'
import { errorCode } from '../system/error-code'

/** A private address in 127.0.0.0/8, on which services with hard-coded ports meet no others. */
export interface PrivateLoopback {
  readonly address: string
  /** Releases the address; further calls do nothing. */
  release(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The options of a private address. */
export interface PrivateLoopbackOptions {
  /** The same name gets the same address each time, as long as nobody else has it. @default a random address */
  readonly name?: string | undefined
}

const rules: OptionRules<PrivateLoopbackOptions> = {
  name: { expected: 'a string', isAccepted: (value) => typeof value === 'string' },
}

const maxAttempts = 64
/** No service has port 0, so the lock on it stands for the whole address. */
const wholeAddress = 0

/**
 * Acquires an address in 127.64.0.0–127.127.255.254 that no other run has, until it is released or this process ends. Lease ports on it with
 * `leasePort({ host: address, port: 5432 })`.
 *
 * macOS has only 127.0.0.1 on its loopback interface: root must first add any other address (`ifconfig lo0 alias 127.64.0.1 up`), for the whole
 * machine and until the next restart. Once the address is added, it works.
 *
 * @throws PortsideError `E_LOOPBACK` when the system lets nobody listen on such addresses.
 * @throws TypeError when `name` is no string.
 */
export async function privateLoopback(options: PrivateLoopbackOptions = {}): Promise<PrivateLoopback> {
  checkOptions('privateLoopback()', options, rules)
  const { name } = options
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const address = addressFor(name === undefined ? undefined : `${name}\0${attempt}`)
    const taken = await take(address)
    if (taken !== undefined) return taken
  }
  throw noAddressError()
}

function addressFor(name: string | undefined): string {
  const number =
    name === undefined ? Math.floor(Math.random() * 2 ** 32) : createHash('sha256').update(name).digest().readUInt32BE()
  const host = 1 + (number % (2 ** 22 - 2))
  return `127.${64 + (host >>> 16)}.${(host >>> 8) & 255}.${host & 255}`
}

async function take(address: string): Promise<PrivateLoopback | undefined> {
  try {
    const lock = await lockPort(address, wholeAddress, { pid: process.pid })
    await proveFree(address, 0).catch(async (error: unknown) => {
      await lock.release()
      throw error
    })
    return { address, release: () => lock.release(), [Symbol.asyncDispose]: () => lock.release() }
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return undefined
    throw errorCode(error) === 'EADDRNOTAVAIL' ? noAddressError(error) : error
  }
}

function noAddressError(cause?: unknown): PortsideError {
  return new PortsideError({
    code: 'E_LOOPBACK',
    summary: 'No address of 127.0.0.0/8 can be had beside 127.0.0.1',
    hints:
      process.platform === 'darwin'
        ? ['macOS has 127.0.0.1 alone; add one as root: `sudo ifconfig lo0 alias 127.64.0.1 up`.']
        : ['Is the loopback interface up with 127.0.0.1/8 (`ip address show lo`)?'],
    cause,
  })
}
