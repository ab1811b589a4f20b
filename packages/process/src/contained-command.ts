/**
 * A command in a PID namespace of its own.
 *
 * There the first process takes only those signals that it handles, and all others end with it. So that is a shell,
 * which handles them and waits; the server gets the signal as a member of the same process group, and when it has
 * ended the shell does. `--kill-child` ends the namespace if unshare(1) is killed.
 */
export function containedCommand(argv: readonly string[]): readonly string[] {
  return [...unshare, '/bin/sh', '-c', initScript, 'portside-init', ...argv]
}

/** How to make a PID namespace as an ordinary user, unshare(1). */
export const unshare = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child'] as const

const initScript = 'trap : HUP INT QUIT TERM USR1 USR2; "$@"; exit $?'
