import { fileURLToPath } from 'node:url'

// The frames of `callSites`, of `callerFile` and of its caller come first.
const ownFrames = 3

/**
 * Returns the file whose code called the function that calls this one; `undefined` if the engine reports nothing useful. Reads the frames of V8
 * (https://v8.dev/docs/stack-trace-api): formatting a stack would make a runner read source maps, which takes milliseconds. Transformers keep the
 * file's name, so the result is the same in every runner.
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
