/** The help of `portside`. */
export const helpText = `portside: real services for test runs, on loopback ports that nobody else can take

Usage: portside <command> [options]

Commands:
  run      Start services, run a command, stop the services, exit with the command's code
  ps       List the services that run
  stop     End services that run, or what dead runs have left
  wait     Wait until servers, ports or files are there, or gone
  who      Show who has a port
  free     Print ports that nobody has
  kill     End the process that listens on a port
  doctor   Show what of this system would break or disturb a run
  explain  Explain an error code: its causes, and the fix for each

Options:
  -h, --help      Show help; also of a command: portside run --help
  -v, --version   Show the version`

/** The help of `portside run`. */
export const runHelp = `Start services, run a command, stop the services, exit with the command's code

Usage: portside run [options] -- <command> [arguments]

Without -s, those of the nearest services.ts or portside.config.ts (or .mts, .cts, .js, .mjs, .cjs) are started,
from this folder up to the root of the repository.

Options:
  -s, --service <[name=]command>   A service to start; may be given several times
      --ready <what>               When the service before it is ready: a path such as /health, a resource such as
                                   tcp:127.0.0.1:5432 or file:ready.txt, log:<pattern> of its output, or
                                   grpc:[service] (default: it listens on its port)
      --port <number>              The port of the service before it (default: a free one, in PORT and {port})
      --protocol <http|https>      The scheme of the URL of the service before it, and how a path is requested
                                   (default: http)
      --timeout <time>             How long the service before it may take to be ready, in milliseconds, or such as
                                   30s or 5m (default: 60s)
      --services <file>            The services file
      --show-output                Print what services write, as name | line, to standard error
      --output <folder>            Keep the whole output of each service in a folder of this run in that one,
                                   secrets masked (default: for as long as the run lasts)
      --json                       Print facts as JSON, a line each, to standard error
  -h, --help                       Show this help

The command gets PORTSIDE_URL (of the first service) and PORTSIDE_<NAME>_URL, _HOST and _PORT of each; {url} and {name.url} in
its arguments are replaced.

Exit code: that of the command; 128 and the signal's number if a signal ended it; 1 if a service did not start; 2 for wrong
arguments or a services file that lists none; 127 if the command is not there, 126 if it may not be run.

Environment:
  PORTSIDE_OUTPUT=<folder>   As --output, and in any runner
  PORTSIDE_REPORT=<file>     Write what was started into a file, as JSON
  NO_COLOR, FORCE_COLOR      No colours, or colours although standard error is no terminal
  CI                         Lines now and then while services start, and nothing that is changed in place

Examples:
  portside run -- npx vitest run
  portside run -s "node server.js" --ready /health -- npm test
  portside run -s api="node api.js" -s web="npx vite --port {port}" --ready / -- npx playwright test`

/** The help of `portside ps`. */
export const psHelp = `List the services that run, with their runs

Usage: portside ps [options]

Without --all, those of the project that this folder belongs to (the nearest package.json).

Options:
  -a, --all    Those of all projects of this user
      --json   Print them as JSON
  -h, --help   Show this help

State: running; ended if nothing of it lives although its run does; stale if the run is dead, which the next run or \`portside stop
--stale\` cleans up; foreign if it belongs to another machine or PID namespace, of which nothing can be said.`

/** The help of `portside stop`. */
export const stopHelp = `End services that run, or what dead runs have left

Usage: portside stop [options] [name]

Without a name, all services of the project that this folder belongs to (the nearest package.json). Each gets its stop signal, and
SIGKILL after its stop time-out; its run gets E_CRASHED.

Options:
  -a, --all     Those of all projects of this user, and what dead runs have left
      --stale   Only what dead runs have left
      --json    Print what was stopped as JSON
  -h, --help    Show this help

Exit code: 0 if nothing is left of them, 1 if something is or no service has that name, 2 for wrong arguments.`

/** The help of `portside wait`. */
export const waitHelp = `Wait until servers, ports or files are there, or gone

Usage: portside wait [options] <resource...>

Resources:
  http://host:port/path, https://…            it answers a GET with 2xx or 3xx, never through a proxy
                                              (http://user:password@host… sends that login)
  tcp:port, tcp:host:port                     it takes connections
  postgres://…, mysql://…, redis://…, mongodb://…, amqp://…, mqtt://…, nats://…
                                              it answers as a server of that kind does
  grpc://host:port[/service]                  its gRPC health service says SERVING (grpcs://… over TLS)
  file:path, socket:path, command:line, path, http://unix:path:/url
                                              as wait-on has them (the last one: it answers HEAD with 2xx)

Options (a time is in milliseconds, or such as 500ms, 30s, 5m, 1h):
  -t, --timeout <time>         How long to wait for all of them, the delay included (default: 60s)
  -d, --delay <time>           How long to wait before the first look (default: 0)
  -w, --window <time>          How long each must stay there without a break (default: not at all; a file must not
                               have changed for 750ms)
  -r, --reverse                Wait until they are gone: nobody takes connections there (HTTP: or the answer is
                               another one), the file does not exist, the command fails
  -H, --header <name: value>   A header of HTTP requests; may be given several times
      --status-codes <list>    The HTTP statuses that count, such as 200-299,404 (default: 200-399)
  -i, --interval <time>        The pause between two looks (default: its own pace)
      --httpTimeout <time>     How long one HTTP request may take (default: 5s to 30s)
      --tcpTimeout <time>      How long one connection may take (default: 1.5s)
  -s, --simultaneous <count>   How many connections to one may be open at once (never more than one is)
  -c, --config <file>          A configuration of wait-on (.json, .js): what stands here too counts as here
  -l, --log                    Say at once what is waited for
  -v, --verbose                Say also each new reason why one is not as wanted
      --json                   Print how it ended as JSON
  -h, --help                   Show this help

Exit code: 0 if all are there (or gone), 1 if one is not, with the reason and who has its port, 2 for wrong arguments.

Examples:
  portside wait http://localhost:3000/health postgres://localhost:5432
  portside wait -t 5s tcp:6379 file:build/done
  portside wait --reverse tcp:3000`

/** The help of `portside who`. */
export const whoHelp = `Show who has a port, or which ports a process has

Usage: portside who [options] <port | host:port | url | pid>

Options:
      --json   Print what is known as JSON
  -h, --help   Show this help

Exit code: 0 if somebody has the port, 1 if nobody is seen to have it, 2 for wrong arguments.

Examples:
  portside who 3000
  portside who http://127.0.0.1:5173`

/** The help of `portside free`. */
export const freeHelp = `Print ports that nobody has, a line each

Usage: portside free [options] [count]

They are free when this program ends, and nobody keeps them: \`port: 'lease'\` or leasePort() does.

Options:
      --json   Print them as JSON
  -h, --help   Show this help`

/** The help of `portside kill`. */
export const killHelp = `End the process that listens on a port: SIGTERM, and SIGKILL after 5 seconds

Usage: portside kill [options] <port | host:port | url>

Options:
  -y, --yes     Do not ask
      --force   Also when the process belongs to another user
  -h, --help    Show this help

Exit code: 0 if the port is free now, 1 if it is not or nobody had it, 2 for wrong arguments.`

/** The help of `portside doctor`. */
export const doctorHelp = `Show what of this system would break or disturb a run

Usage: portside doctor [options]

Looked at: Node.js and the test runners of this folder, loopback, localhost, proxy variables, the firewall, ports, descriptors, what dead
runs have left, and services that listen on every interface. Nothing is changed; what cannot be known here is left out.

Options:
      --json   Print {"checks": [{"name", "state", "fact", "fix"}]}, where state is ok, warn or fail
  -h, --help   Show this help

Exit code: 0; 1 if a check fails, which is what would break a run; 2 for wrong arguments.`

/** The help of `portside explain`. */
export const explainHelp = `Explain an error code: its meaning, how portside knows, the usual causes with the fix for each, how to see it by hand

Usage: portside explain [options] [code]

Without a code, all codes with their titles. Lower case and a code without E_ are accepted. The pages are a part of this version: nothing is
fetched.

Options:
      --json   Print {"code", "title", "page"}, where page is Markdown; without a code a list of {"code", "title"}
  -h, --help   Show this help

Exit code: 0, 2 for a code that does not exist.

Examples:
  portside explain E_WRONG_PORT
  portside explain crashed`
