# As shares-its-socket.py, and ready some milliseconds after its start: watcher and program begin in the same moment.
use Socket;
$SIG{PIPE} = 'IGNORE';
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
bind($listener, sockaddr_in($ENV{PORT}, inet_aton($ENV{HOST}))) or die "bind: $!";
listen($listener, 8) or die "listen: $!";
if (fork() == 0) {
    while (accept(my $connection, $listener)) {
        next if !sysread($connection, my $request, 65536);
        exit 3 if $request =~ m{/die};
        syswrite($connection, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    }
}
sleep;
