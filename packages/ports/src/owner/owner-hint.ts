import type { PortOwner } from './port-owner'

/** Explains owners of this kind and what to do about them; `undefined` for an ordinary process. */
export function ownerHint(owner: PortOwner, port: number): string | undefined {
  const { state, pid, uid, user, command = [] } = owner
  if (state === 'time-wait')
    return 'A connection that was closed keeps the port for up to a minute; wait, or use another.'
  if (state === 'client')
    return 'A connection to elsewhere uses the port; it lies where the system takes numbers for those.'
  if (state !== 'listen') return owner.hint
  if (pid === undefined) {
    const name = user === undefined ? `uid ${uid}` : `${user} (uid ${uid})`
    return `It belongs to ${name}, and its name is hidden from you: \`sudo ss -ltnp 'sport = :${port}'\` shows it.`
  }
  if (pid === 1 || command[0]?.endsWith('/systemd') === true) {
    return `systemd listens for a socket unit: \`systemctl list-sockets\` shows which.`
  }
  if (command[0]?.endsWith('docker-proxy') === true) {
    return `Docker publishes the port of a container: \`docker ps --filter publish=${port}\` shows which.`
  }
  if (process.platform === 'darwin' && (port === 5000 || port === 7000) && isControlCenter(command[0])) {
    return 'It is AirPlay Receiver: System Settings → General → AirDrop & Handoff turns it off.'
  }
  return owner.hint
}

/** lsof cuts the name to `ControlCe`. */
function isControlCenter(program: string | undefined): boolean {
  return program !== undefined && /ControlCe(?:nter)?$/.test(program)
}
