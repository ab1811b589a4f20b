/**
 * Records whether writing to a stream failed. A reader that has enough, such as `head`, closes it (EPIPE): the work and its exit code stay the same.
 * Any other error, such as a full disk, has lost output that the user asked for.
 */
export function watchOutput(stream: NodeJS.WriteStream): () => Error | undefined {
  let lost: Error | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error
  })
  return () => lost
}
