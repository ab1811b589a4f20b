import { fileURLToPath } from 'node:url'

// That of `callSites`, that of `callerFile` and that of its caller come first.
const ownFrames = 3

/**
 * The file whose code called the function that calls this one; `undefined` where the engine says nothing of use. The frames are V8's own
 * (https://v8.dev/docs/stack-trace-api): to have a runner make text of them would have it read source maps, which takes milliseconds.
 * Transformers keep the file's name, so it is the same in every runner.
 */
export function callerFile(): string | undefined {
  const name = callSites(ownFrames + 1)[ownFrames]?.getFileName() ?? undefined
  const path = name?.replace(/\?.*$/, '')
  return path?.startsWith('file://') ? fileURLToPath(path) : path
}

function callSites(count: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit } = Error
  const prepareStackTrace = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  Error.stackTraceLimit = count
  Error.prepareStackTrace = (_, sites) => sites
  try {
    const { stack } = new Error('for its stack') as { readonly stack?: unknown }
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Object.defineProperty(Error, 'prepareStackTrace', prepareStackTrace)
  }
}
