/**
 * Notes whether a stream could not be written. Whoever reads it may have enough, as `head` has (EPIPE): the work and its exit code stay the
 * same. Anything else, such as a full disk, has lost what this program was asked for.
 */
export function watchOutput(stream: NodeJS.WriteStream): () => Error | undefined {
  let lost: Error | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error
  })
  return () => lost
}
