import type { ReadyOption } from '@portside/probe'
import type {
  AllowedWithin,
  HandlesOf,
  NarrowestScope,
  Needs,
  ScopeOf,
  ScopesOf,
  ServiceDefinition,
} from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import type { ReservedPort } from '../reserved-port/reserved-port'

/**
 * How a service gets its port: `'lease'`, portside picks one and holds it; a number, exactly this one; `'discover'`, the service picks,
 * and portside learns the number; `'inherit'`, portside picks one and listens, and the child gets the listening socket
 * (sd_listen_fds(3)); `'none'`, it listens nowhere; what `reservePort()` has defined: the port that was reserved.
 */
export type PortOption = 'lease' | number | 'discover' | 'inherit' | 'none' | ServiceDefinition<ReservedPort>

/** Variables for a child: `undefined` removes one that would be inherited. */
export type EnvironmentOption = Readonly<Record<string, string | number | undefined>>

/** The option `env`, whatever the needs are. */
export type EnvironmentSource = NonNullable<CommandOptions['env']>

/** What an `env` callback learns of the service that it is for. */
export interface OwnAddress<PortName extends string = never> {
  readonly name: string
  readonly url: string
  readonly host: string
  readonly port: number
  readonly ports: Readonly<Record<PortName, number>>
}

/** The options of `command()`. */
export interface CommandOptions<
  N extends Needs = Needs,
  Scope extends ServiceScope = NarrowestScope<N>,
  Port extends PortOption = PortOption,
  PortName extends string = string,
> {
  /** The services that must be ready first; `env` sees their handles under these names. */
  readonly needs?: N
  /** Variables for the child, or a function that makes them. `PORT` and `HOST` are portside's. */
  readonly env?: EnvironmentOption | ((needs: HandlesOf<N>, self: OwnAddress<PortName>) => EnvironmentOption)
  /** A file of `NAME=value` lines, read before `env`. */
  readonly envFile?: string
  /** The working directory. @default the folder of the services file, else the current one */
  readonly cwd?: string
  /** How the service gets its port. @default 'lease' */
  readonly port?: Port
  /** Further ports by name: `{port:admin}` in the command, `ADMIN_PORT` in the environment. */
  readonly ports?: Readonly<Record<PortName, 'lease' | number>>
  /** The loopback address to listen on. @default '127.0.0.1' */
  readonly host?: '127.0.0.1' | '::1'
  /**
   * What it speaks on its port: with `'https'` its URL begins so, and paths of `ready` are asked over TLS, whatever its certificate.
   * `ports` stay `http`. @default 'http'
   */
  readonly protocol?: 'http' | 'https'
  /**
   * Whom its handle's `fetch` trusts, as PEM or as a file of it (read when the service is ready): the certificate must then be for its address or
   * for `localhost`. @default whatever certificate the service has, which is proved to be its own process
   */
  readonly ca?: string
  /** When it is ready: a path, a pattern of its output, a probe or a function. @default it listens on its port */
  readonly ready?: ReadyOption
  /**
   * Whether its Node processes load a small file (`--require` in `NODE_OPTIONS`) that tells portside at which moment they listen. Where
   * that cannot be loaded the service is started again without it. @default true
   */
  readonly listenHook?: boolean
  /**
   * For a port that stands in a Node program's code: by its number, which port it becomes, the service's own (`'lease'`) or one of
   * `ports`, by its name. The program notices nothing. @default none
   */
  readonly remap?: Readonly<Record<number, 'lease' | PortName>>
  /**
   * About listening on every interface, where other machines reach it: `'warn'`, one line for all services of a run; `'narrow'`, a Node
   * program that names no host listens on loopback instead, and others are warned about; `'error'`, `E_EXPOSED`; `'allow'`. @default 'warn'
   */
  readonly expose?: 'warn' | 'narrow' | 'error' | 'allow'
  /** How long one instance lives. @default the narrowest scope among its needs, else 'run' */
  readonly scope?: Scope & AllowedWithin<ScopesOf<N> | ScopeOf<Port>>
  /** Whether a run starts it ahead of need, in the background, for a scope of `'run'`. Nobody waits for it before asking. @default false */
  readonly eager?: boolean
  /**
   * The files that it is made of, as glob patterns (`'src/**'`) relative to the folder of the services file: in the watch mode of a test runner it
   * is started anew when one of them has changed, and the tests are run again where the runner lets us (Vitest). @default []
   */
  readonly watch?: readonly string[]
  /** The signal that asks it to stop. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
  /** How long it may take to stop before it is killed, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number
  /** A command that ends the service, run before any signal is sent, with its folder and environment. @default none */
  readonly stopCommand?: string | readonly string[]
  /** Whether the command leaves a daemon behind and ends with 0, which then is no failure. @default false */
  readonly detaches?: boolean
  /**
   * `'pidns'` starts the service in a PID namespace of its own (Linux): all that it starts ends with it, also what scrubs its
   * environment and hides. @default none
   */
  readonly contain?: 'pidns'
  /** The names of daemons that are meant to stay after the service that started them (`sccache`, `GradleDaemon`). @default [] */
  readonly leaveRunning?: readonly string[]
  /**
   * How often it is started again, on the same ports, when it dies after it was ready: at once, then after 100 ms, twice as long each time;
   * `true` is 3 times. Its handle goes on, with the process id of the first. `E_CRASHED` comes when they are used up. @default false
   */
  readonly restartOnCrash?: boolean | number
  /** How long it may take to be ready, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
  /**
   * Who may answer on its port: `'own'`, its own processes; `'any'`, somebody else's too, as with `docker compose up`.
   * @default 'own'
   */
  readonly owner?: 'own' | 'any'
  /**
   * What to do when it cannot be told whose process answers: a warning, or an error where it is `'required'`.
   * @default 'preferred'
   */
  readonly ownership?: 'preferred' | 'required'
  /** The URL of one that is running already, as in CI: if set, that one is checked and used, and nothing is started. */
  readonly existing?: string | undefined
  /** Whether a shell runs the command line. @default false */
  readonly shell?: boolean
  /** Secrets that are masked in all output and errors. Passwords in URLs always are. @default [] */
  readonly redact?: readonly string[]
}
