/**
 * Returns up to `count` frames of V8 (https://v8.dev/docs/stack-trace-api), that of the caller first: formatting a stack would make a runner read
 * source maps, which takes milliseconds. Transformers keep the name of a file, so the result is the same in every runner.
 */
export function callSites(count: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit } = Error
  const prepareStackTrace = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  // The frame of this function comes first.
  Error.stackTraceLimit = count + 1
  Error.prepareStackTrace = (_, sites) => sites
  try {
    const { stack } = new Error('for its stack') as { readonly stack?: unknown }
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]).slice(1) : []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Object.defineProperty(Error, 'prepareStackTrace', prepareStackTrace)
  }
}
