import type { SpawnOptions } from './spawn-options'

/**
 * The command that is really started: in a PID namespace, or with listening sockets.
 *
 * In a PID namespace the first process takes only those signals that it handles, and all others end with it. So that is
 * a shell, which handles them and waits; the server gets the signal as a member of the same process group, and when
 * it has ended the shell does. `--kill-child` ends the namespace if unshare(1) is killed.
 */
export function wrapCommand(argv: readonly string[], { contain, listenFds = [] }: SpawnOptions): readonly string[] {
  const listening = listenFds.length === 0 ? argv : ['/bin/sh', '-c', listenScript, 'portside-listen', ...argv]
  return contain === 'pidns' ? [...unshare, '/bin/sh', '-c', initScript, 'portside-init', ...listening] : listening
}

/** How to make a PID namespace as an ordinary user, unshare(1). */
export const unshare = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child'] as const

const initScript = 'trap : HUP INT QUIT TERM USR1 USR2; "$@"; exit $?'

/** `LISTEN_PID` has to be the id of the server itself (sd_listen_fds(3)), which is known only after the fork. */
const listenScript = 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"'
