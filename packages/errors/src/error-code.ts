/** Every code that a {@link PortsideError} can have, with its meaning. */
export type PortsideErrorCode =
  /** The command does not exist, or may not be run. */
  | 'E_SPAWN_FAILED'
  /** The process ended before it was ready. */
  | 'E_EXITED_EARLY'
  /** Another process has the port. */
  | 'E_PORT_IN_USE'
  /** The port is privileged, or in a range that the system reserves. */
  | 'E_PORT_FORBIDDEN'
  /** The service listens, but on another port than it was given. */
  | 'E_WRONG_PORT'
  /** The service listens on another address than it was given. */
  | 'E_WRONG_HOST'
  /** The process is alive and has no listening socket. */
  | 'E_NOT_LISTENING'
  /** The service answers, but not as asked. */
  | 'E_NOT_READY'
  /** The service listens and does not accept connections. */
  | 'E_NOT_ACCEPTING'
  /** The service listens, and a filter drops or refuses connections from this machine. */
  | 'E_FIREWALL'
  /** The port answers, and the process that answers is not ours. */
  | 'E_IMPOSTOR'
  /** The service listens on more than loopback. */
  | 'E_EXPOSED'
  /** The service died after it was ready. */
  | 'E_CRASHED'
  /** The service was used after it had been stopped or given back. */
  | 'E_STOPPED'
  /** A service that this one needs did not start. */
  | 'E_DEPENDENCY'
  /** The supervisor of the run has ended, and with it every service that the run shared. */
  | 'E_SUPERVISOR_LOST'
  /** The service survived its stop: its signal, or even SIGKILL, or its port still answers. */
  | 'E_STOP_TIMEOUT'
  /** No folder for the temporary files of a run can be used. */
  | 'E_NO_FOLDER'
  /** 127.0.0.1 itself is unusable. */
  | 'E_LOOPBACK'
  /** The version of the test runner is not supported. */
  | 'E_UNSUPPORTED_RUNNER'
  /** The version of the tool that a preset starts is not supported. */
  | 'E_UNSUPPORTED_TOOL'
