import { type EnvironmentOption, type OwnAddress } from '../../contract/environment-option'
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
import type { ExistingPort } from '../external/find-existing'
import type { ReservedPort } from '../reserved-port/reserved-port'

/**
 * How a service gets its port. `'lease'`: portside picks one and holds it. A number: exactly this one. `'discover'`: the service picks one, and
 * portside learns the number. `'inherit'`: portside picks one and listens, and the child gets the listening socket (sd_listen_fds(3)). `'none'`: the
 * service does not listen. A definition made by `reservePort()`: the reserved port.
 */
export type PortOption = 'lease' | number | 'discover' | 'inherit' | 'none' | ServiceDefinition<ReservedPort>

/** The options of `command()`. */
export interface CommandOptions<
  N extends Needs = Needs,
  Scope extends ServiceScope = NarrowestScope<N>,
  Port extends PortOption = PortOption,
  PortName extends string = string,
> {
  /** The services that must be ready first; `env` gets their handles under these names. */
  readonly needs?: N
  /** Variables for the child, or a function that returns them. portside sets `PORT` and `HOST`. */
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
   * The name for the address in URLs, for tools that compare origins: `http://localhost:62893`. The address stays the same, and the start fails where
   * the name stands for another one. @default none: URLs have the address
   */
  readonly urlHost?: 'localhost'
  /**
   * The protocol on its port, which is the scheme of its URL: `'https'`, `'redis'`. With `'https'`, paths of `ready` are requested over TLS with any
   * certificate. `ports` stay `http`. @default that of the probe of `ready`, such as `'redis'` for `probe.redis()`, else 'http'
   */
  readonly protocol?: string
  /**
   * The certificate authority that `fetch` of the handle trusts: PEM, or the path of a PEM file, which is read when the service is ready. The
   * certificate must then be for the service's address or for `localhost`. @default whatever certificate the service has, which is proved to be its
   * own process
   */
  readonly ca?: string
  /** When the service is ready: a path, a pattern of its output, a probe or a function. @default it listens on its port */
  readonly ready?: ReadyOption
  /**
   * Paths that are requested once `ready` is met, four at a time, and must be answered before the service counts as ready: a server that compiles a
   * page at its first visit does that before the first test. Any answer counts; one that is not 2xx is printed. @default []
   */
  readonly warm?: readonly string[]
  /**
   * A pattern of the output that means that the service will not become ready, although its process goes on: the start fails at once, with that
   * line. Once a page of `warm` has answered 404 or 5xx, it has a second to appear. @default none
   */
  readonly failed?: RegExp
  /**
   * Whether its Node processes load a small file (`--require` in `NODE_OPTIONS`) that reports when they listen. If the file cannot be loaded, the
   * service is started again without it. @default true
   */
  readonly listenHook?: boolean
  /**
   * Moves a port that is fixed in a Node program's code: maps its number to the service's own port (`'lease'`) or to the name of one of `ports`. The
   * program does not notice. @default none
   */
  readonly remap?: Readonly<Record<number, 'lease' | PortName>>
  /**
   * The reaction to a service that listens on every interface, where other machines can reach it. `'warn'`: one line for all services of a run.
   * `'narrow'`: a Node program that names no host listens on loopback instead, and others are warned about. `'error'`: `E_EXPOSED`. `'allow'`: none.
   * @default 'warn'
   */
  readonly expose?: 'warn' | 'narrow' | 'error' | 'allow'
  /**
   * The reaction to a service that listens on another port or host than it was given, while the given one stays closed. `'fail'`: `E_WRONG_PORT` or
   * `E_WRONG_HOST` as soon as its processes have been quiet for a while. `'wait'`: only a warning; the wait goes on. @default 'fail'
   */
  readonly wrongPort?: 'fail' | 'wait'
  /** How long one instance lives. @default the narrowest scope among its needs, else 'run' */
  readonly scope?: Scope & AllowedWithin<ScopesOf<N> | ScopeOf<Port>>
  /** Whether a run starts the service early, in the background; requires the scope `'run'`. The run itself does not wait for it. @default false */
  readonly eager?: boolean
  /**
   * Glob patterns (`'src/**'`) for the files of the service, relative to the folder of the services file. In the watch mode of a test runner the
   * service is started anew when one of them has changed, and the tests run again if the runner allows it (Vitest). @default []
   */
  readonly watch?: readonly string[]
  /** The signal that asks the service to stop. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
  /** How long the service may take to stop before it is killed, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number
  /** A command that stops the service. It runs before any signal is sent, with the folder and environment of the service. @default none */
  readonly stopCommand?: string | readonly string[]
  /** Whether the command leaves a daemon running and exits with 0, which then is not a failure. @default false */
  readonly detaches?: boolean
  /**
   * `'pidns'` starts the service in its own PID namespace (Linux): every process that it starts ends with it, even one that clears its environment
   * and hides. @default none
   */
  readonly contain?: 'pidns'
  /** The names of daemons that keep running after the service that started them (`sccache`, `GradleDaemon`). @default [] */
  readonly leaveRunning?: readonly string[]
  /**
   * How often the service is restarted, on the same ports, when it dies after it was ready: at once, then after 100 ms, twice as long each time.
   * `true` is 3 times. The handle stays valid, with the process id of the first process. A crash after the last restart is `E_CRASHED`. @default
   * false
   */
  readonly restartOnCrash?: boolean | number
  /** How long the service may take to become ready, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
  /**
   * The processes that may answer on its port: `'own'`, only its own; `'any'`, others too, as with `docker compose up`.
   * @default 'own'
   */
  readonly owner?: 'own' | 'any'
  /**
   * The reaction if the owner of the port is unknown: a warning, or an error if this is `'required'`.
   * @default 'preferred'
   */
  readonly ownership?: 'preferred' | 'required'
  /**
   * The URL of an instance that is running already, as in CI. If set, that one is checked and used, and nothing is started, its needs neither. An
   * object names a port: if a process of this project listens there (its folder has the same nearest `package.json` as the services file), it is
   * used, else the service is started; where the variable `CI` is set it is always started, unless `inCi`.
   */
  readonly existing?: string | ExistingPort | undefined
  /**
   * The standard input of the service: `'open'`, nothing comes and it does not end, as in a terminal at which nobody types; `'closed'`, it is empty and
   * ends at once. @default 'open'
   */
  readonly stdin?: 'open' | 'closed'
  /**
   * Whether `{port}`, `{host}`, `{url}`, `{port:name}` of one of `ports`, and `{db.url}` (`host`, `port`) of the need `db` are replaced in the command and
   * in `stopCommand`. Other braces, `{{ … }}` and `${ … }` stay as they are. @default true
   */
  readonly placeholders?: boolean
  /** Whether a shell runs the command line. @default false */
  readonly shell?: boolean
  /** Secrets that are masked in all output and errors. Passwords in URLs are always masked. @default [] */
  readonly redact?: readonly string[]
}
