/**
 * The warden: `sh -c <script> portside-warden <runner>`, for any POSIX shell (dash, bash, BusyBox ash).
 *
 * It begins with the lines `key value` of `PORTSIDE_ENTRIES`, and reads lines from its standard input: `+key value` sets an entry, `-key` deletes it.
 * A key is a letter and a number. Keys of groups begin with `g` (`pgid startTime signal timeoutMs pid:startTime…`; a `pgid` of 0 is a child about to
 * be started), those of daemons to leave running with `s` (names, separated by `|`), those of FIFOs with `o` (the path of a service's output), those of
 * directories with `d` (the path). The input ends when the runner ends. Then the warden reads the FIFOs, so that no service waits or breaks while it
 * ends, stops the groups and the processes that left them, sweeps by the cookie (and by the FIFOs, if a child was about to be started), removes the
 * directories and exits.
 *
 * `kill -SIG -PGID` is the only form that all three shells accept. POSIX has no fractions of a second, hence the fallback.
 */
export const wardenScript = String.raw`
trap '' HUP INT QUIT TERM PIPE USR1 USR2 ALRM TSTP TTIN TTOU
cookie=PORTSIDE_CHILD=$1
newline='
'
last=0

# Each entry is a variable: a search in one long text would take seconds where there are hundreds
is_key() {
  case $1 in [gsdo][0-9]*) ;; *) return 1 ;; esac
  case ${'$'}{1#?} in *[!0-9]*) return 1 ;; esac
}

set_entry() {
  is_key "$1" || return
  [ "${'$'}{1#?}" -gt $last ] && last=${'$'}{1#?}
  eval "entry_$1=\$2"
}

while IFS= read -r line; do
  set_entry "${'$'}{line%% *}" "${'$'}{line#* }"
done <<END
$PORTSIDE_ENTRIES
END

while IFS= read -r line; do
  key=${'$'}{line%% *}
  case $line in
    +*) set_entry "${'$'}{key#?}" "${'$'}{line#* }" ;;
    -*) is_key "${'$'}{key#?}" && unset "entry_${'$'}{key#?}" ;;
  esac
done

entries=$newline number=1
while [ $number -le $last ]; do
  for key in "g$number" "s$number" "d$number" "o$number"; do
    eval "value=\${entry_$key-}"
    [ -n "$value" ] && entries=$entries$key' '$value$newline
  done
  number=$((number + 1))
done
[ "$entries" = "$newline" ] && exit 0

# Nobody else reads what the services write from now on; to open a FIFO waits for one who writes, hence the process of its own
readers= fifos=$newline
while IFS= read -r entry; do
  case $entry in
    o*)
      fifo=${'$'}{entry#* }
      { exec cat >/dev/null 2>&1 <"$fifo"; } 2>/dev/null & readers="$readers $!"
      fifos=$fifos$(cd "${'$'}{fifo%/*}" 2>/dev/null && pwd -P)/${'$'}{fifo##*/}$newline ;;
  esac
done <<END
$entries
END

# A /proc of another PID namespace shows other processes by these numbers: it is not looked at
proc=none
[ -r /proc/self/stat ] && read -r self _ </proc/self/stat && proc=foreign && [ "$self" = $$ ] && proc=own

# pid ppid pgid startTime of everything that lives. A zombie with threads does: its first thread alone has ended
table() {
  case $proc in
    own)
      cat /proc/[0-9]*/stat 2>/dev/null |
        awk '{ pid = $1; sub(/^.*[)] /, ""); if ($1 !~ /[ZXx]/ || ($1 == "Z" && $18 > 1)) print pid, $2, $3, $20 }' ;;
    none) ps -A -o pid= -o ppid= -o pgid= -o state= 2>/dev/null | awk '$4 !~ /^Z/ { print $1, $2, $3, 0 }' ;;
  esac
}

# pid:startTime of the groups, of what is known, and of all that descends from them
tree() {
  table | awk -v groups="$groups" -v known="$(echo $known)" -v roots="$roots" '
    { parent[$1] = $2; group[$1] = $3; start[$1] = $4 }
    END {
      count = split(groups, list, " ")
      for (i = 1; i <= count; i++) {
        split(list[i], part, ":")
        if (!(part[1] in start) || start[part[1]] == part[2] || part[2] == 0) leads[part[1]]
      }
      count = split(known, list, " ")
      for (i = 1; i <= count; i++) { split(list[i], part, ":"); if (start[part[1]] == part[2]) found[part[1]] }
      count = split(roots, list, " ")
      for (i = 1; i <= count; i++) found[list[i]]
      for (pid in parent) if (group[pid] in leads) found[pid]
      do {
        more = 0
        for (pid in parent) if (!(pid in found) && parent[pid] in found) { found[pid]; more = 1 }
      } while (more)
      for (pid in found) if (pid in parent) print pid ":" start[pid]
    }'
}

# The pids that carry the cookie: first by substring, which is cheap, then exactly
carriers() {
  [ $proc = foreign ] && return
  if [ $proc = none ]; then
    ps -A -E -w -w -o pid= -o command= 2>/dev/null | awk -v cookie=" $cookie[.][0-9]+( |$)" '$0 ~ cookie { print $1 }'
    return
  fi
  grep -lF "$cookie." /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "$cookie[.][0-9]*" && echo "$pid"
  done
}

# If the number of a child never came: the pids that write to a FIFO of the services. A program that gives itself a title has written over its cookie
writers() {
  [ $proc = own ] && [ -n "$is_pending" ] || return
  ls -l /proc/[0-9]*/fd/[12] 2>/dev/null | fifos=$fifos awk '
    (arrow = index($0, " -> ")) && index(ENVIRON["fifos"], "\n" substr($0, arrow + 4) "\n") { split($0, part, "/proc/"); print part[2] + 0 }'
}

# The words of a command line, one a line
words() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\0' '\n' <"/proc/$1/cmdline"; else ps -o command= -p "$1" | tr ' ' '\n'; fi 2>/dev/null
}

# Of the pids given, those that are not left_running by name, and do not descend from one that is
not_left() {
  left_running=
  for pid in "$@"; do
    words "$pid" | grep -qE "(^|[/.])($leave_running)\$" && left_running="$left_running $pid"
  done
  [ -n "$left_running" ] && left_running=" $(groups= known= roots=$left_running tree | awk -F: '{ printf "%s ", $1 }')"
  for pid in "$@"; do
    case $left_running in *" $pid "*) ;; *) echo "$pid" ;; esac
  done
}

# The milliseconds of a clock that no setting of the time moves, without a process; else whole seconds of the day
read_clock() {
  if read -r uptime _ 2>/dev/null </proc/uptime; then
    hundredths=1${'$'}{uptime#*.} grain=0
    now=$((${'$'}{uptime%.*} * 1000 + (hundredths - 100) * 10))
  else
    now=$(date +%s)000 grain=1000
  fi
}

# Where the clock has whole seconds, no time is over before one more
start_clock() {
  read_clock
  since=$((now + grain)) elapsed=0
}

look_at_clock() {
  read_clock
  elapsed=$((now - since))
}

nap() {
  if [ $elapsed -lt 60 ]; then length=0.005; elif [ $elapsed -lt 600 ]; then length=0.02; else length=0.05; fi
  sleep $length 2>/dev/null || sleep 1
}

groups= known= roots= limit=0 leave_running=portside-warden is_pending=
while read -r key pgid start signal timeout more; do
  case $key in s*) leave_running="$leave_running|$pgid" ;; esac
  case $key in g*) ;; *) continue ;; esac
  [ "$pgid$more" = 0 ] && is_pending=1
  known="$known $more"
  [ "$timeout" -gt $limit ] && limit=$timeout
  [ "$pgid" -gt 1 ] && groups="$groups $pgid:$start:$signal:$timeout"
done <<END
$entries
END
known=$(tree)

# A number that names another process by now is not ours to signal
is_reused() {
  [ "$2" = 0 ] && return 1
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  expected=$2
  set -- ${'$'}{stat##*) }
  [ "${'$'}{20}" != "$expected" ]
}

for group in $groups; do
  pgid=${'$'}{group%%:*} rest=${'$'}{group#*:}
  start=${'$'}{rest%%:*} rest=${'$'}{rest#*:}
  is_reused "$pgid" "$start" 2>/dev/null && continue
  kill "-${'$'}{rest%:*}" "-$pgid" 2>/dev/null && kill -CONT "-$pgid" 2>/dev/null
  left="$left $pgid:${'$'}{rest#*:}"
done

start_clock
living=
while [ -n "$left" ]; do
  # A zombie still answers kill: after a while ask the table who lives
  [ $elapsed -gt 150 ] && living=" $(table | awk '{ printf "%s ", $3 }')"
  look_at_clock
  still=
  for group in $left; do
    pgid=${'$'}{group%:*}
    kill -0 "-$pgid" 2>/dev/null || continue
    if [ -n "${'$'}{living# }" ]; then case $living in *" $pgid "*) ;; *) continue ;; esac; fi
    [ $elapsed -ge "${'$'}{group#*:}" ] && kill -KILL "-$pgid" 2>/dev/null
    still="$still $group"
  done
  left=$still
  # Only after the kill: this shell may itself have been stopped for a while
  [ $elapsed -gt $((limit + 2000)) ] && break
  [ -n "$left" ] && nap
done

quiet=0 looks=0 asked=' '
while [ $quiet -lt 2 ]; do
  known=$(groups=; tree)
  found=$(for one in $known; do echo "${'$'}{one%:*}"; done; carriers; writers)
  [ -n "$found" ] && found=$(not_left $found)
  if [ -z "$found" ]; then
    quiet=$((quiet + 1))
    # Between fork and exec a child shows the environment of the runner: look again a little later
    [ $quiet -lt 2 ] && { sleep 0.1 2>/dev/null || sleep 1; }
    continue
  fi
  # The time of the first that is found begins when it is asked, however long the search has taken
  if [ $looks = 0 ]; then start_clock; else look_at_clock; fi
  quiet=0 looks=$((looks + 1))
  for pid in $found; do
    case $asked in
      *" $pid "*) [ $elapsed -ge $limit ] && kill -KILL "$pid" 2>/dev/null ;;
      *) kill -TERM "$pid" 2>/dev/null && kill -CONT "$pid" 2>/dev/null; asked="$asked$pid " ;;
    esac
  done
  # Who is found late was asked, and then killed, before this gives up
  [ $elapsed -gt $((limit + 2000)) ] && [ $looks -ge 10 ] && break
  nap
done

[ -n "$readers" ] && { kill -KILL $readers; wait $readers; } 2>/dev/null

while IFS= read -r entry; do
  case $entry in d*) rm -rf -- "${'$'}{entry#* }" ;; esac
done <<END
$entries
END
`
