package Meal::Machine;

# A machine of its own, booted by systemd: its units, its /etc and /var, its
# network (none but lo), its processes; /usr is this machine's with what is
# installed below a folder on top. As systemd-nspawn would make it, with
# unshare alone. Nothing of it is left when it ends.

use strict;
use warnings;
use Meal::Place;
use Meal::Process;
use POSIX ();
use Time::HiRes ();

# What the machine gets of this one's /etc: programs and their defaults,
# nobody's settings.
my @etc = qw(adduser.conf alternatives bash.bashrc debconf.conf deluser.conf
    group hosts ld.so.cache ld.so.conf ld.so.conf.d login.defs mime.types
    nginx nsswitch.conf pam.conf pam.d passwd perl postgresql-common profile
    security ssl);

my $make = <<'SH';
set -e
root=$1 over=$2
mount --make-rprivate /
mount -t tmpfs -o mode=755 meal "$root"
cd "$root"
mkdir -p usr etc/systemd/system etc/tmpfiles.d var/lib var/log \
    var/cache var/backups run proc sys dev \
    tmp root old var/lib/nginx var/log/nginx var/log/postgresql \
    var/lib/postgresql etc/postgresql
for link in bin sbin lib lib32 lib64; do
	[ ! -L "/$link" ] || ln -s "usr/$link" "$link"
done
mount -t overlay -o "lowerdir=$over:/usr" overlay usr
shift 2
for name; do
	[ ! -e "/etc/$name" ] || cp -a "/etc/$name" etc/
done
[ ! -e /var/cache/cracklib ] || cp -a /var/cache/cracklib var/cache/
chown postgres:postgres var/lib/postgresql var/log/postgresql etc/postgresql
printf 'uninitialized\n' >etc/machine-id
for unit in systemd-networkd.service systemd-networkd-wait-online.service \
    systemd-networkd.socket systemd-resolved.service systemd-logind.service \
    systemd-timesyncd.service systemd-firstboot.service \
    apt-daily.timer apt-daily-upgrade.timer; do
	ln -s /dev/null "etc/systemd/system/$unit"
done
printf 'meal-test\n' >etc/hostname
sed 's/:.*/:*:19000:0:99999:7:::/' etc/passwd >etc/shadow
sed 's/:.*/:*::/' etc/group >etc/gshadow
chmod 640 etc/shadow etc/gshadow
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 meal dev
for name in null zero full random urandom tty; do
	: >"dev/$name"
	mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs meal run
mount -t tmpfs -o mode=1777 meal tmp
mkdir -p etc/systemd/system.conf.d
printf '[Manager]\nDefaultEnvironment=ASAN_OPTIONS=detect_leaks=0\n' \
    >etc/systemd/system.conf.d/test.conf
pivot_root . old
cd /
umount -l old
rmdir old
exec env -i container=meal PATH=/usr/sbin:/usr/bin \
    /lib/systemd/systemd --unit=multi-user.target --log-target=journal
SH

# Where the second kind of control groups is mounted.
sub groups {
	my ($mount) = (Meal::Place::read_file('/proc/mounts') // '') =~
	    m{^\S+ (\S+) cgroup2 rw}m;
	return $mount;
}

# Why there can be no such machine here; undef when there can.
sub why_not {
	return 'it takes root' if $>;
	for my $program (qw(/lib/systemd/systemd /usr/bin/systemctl
	    /usr/bin/unshare /usr/bin/nsenter)) {
		return "there is no $program" if !-x $program;
	}
	return 'there is no cgroup2 to write to'
	    if !defined groups() || !-w groups();
	my ($status, $said) = Meal::Process::run(argv => [qw(unshare --mount
	    --pid --net --ipc --uts --cgroup --fork sh -c), 'mount
	    --make-rprivate / && mount -t tmpfs t /mnt && mkdir /mnt/a /mnt/b
	    && mount -t overlay -o lowerdir=/mnt/a:/usr o /mnt/b' =~
	    s/\s+/ /gr]);
	return $status ? "namespaces or overlays are not allowed: $said" :
	    undef;
}

# new(dir => an empty folder, over => what lies on top of /usr)
sub new {
	my ($class, %p) = @_;
	my $self = bless {%p, owner => $$}, $class;
	mkdir "$self->{dir}/root";
	$self->{group} = groups() . "/meal-test-$$";
	mkdir $self->{group} or die "$self->{group}: $!\n";
	$self->{outer} = Meal::Process::start(dir => $self->{dir},
	    log => "$self->{dir}/boot.log", argv => ['sh', '-c',
	    'echo $$ >"$0/cgroup.procs" && exec "$@"', $self->{group},
	    qw(unshare --mount --pid --net --ipc --uts --cgroup --fork
	    --kill-child sh -c), $make, 'sh', "$self->{dir}/root",
	    $self->{over}, @etc]);
	for (1 .. 600) {
		my $state = $self->{state} = $self->{init} || $self->find_init ?
		    ($self->run('systemctl is-system-running'))[1] : '';
		return $self if $state =~ /^(?:running|degraded)$/m;
		Time::HiRes::sleep(0.1);
	}
	die "the machine does not boot: $self->{state}\n",
	    Meal::Place::read_file("$self->{dir}/boot.log") // '', "\n";
}

# The process that is 1 inside.
sub find_init {
	my ($self) = @_;
	my $children = Meal::Place::read_file(
	    "/proc/$self->{outer}/task/$self->{outer}/children") // '';
	for my $pid (split ' ', $children) {
		my $name = Meal::Place::read_file("/proc/$pid/comm") // '';
		return $self->{init} = $pid if $name eq "systemd\n";
	}
	return;
}

# A shell's words inside, as root; their status and what they said.
sub run {
	my ($self, $words) = @_;
	return Meal::Process::run(argv => ['nsenter', '-t', $self->{init},
	    qw(-m -p -n -i -u -C -r -w env -i LC_ALL=C.UTF-8 HOME=/root
	    PATH=/usr/sbin:/usr/bin ASAN_OPTIONS=detect_leaks=0
	    SYSTEMD_PAGER= bash -ec), $words]);
}

sub stop {
	my ($self) = @_;
	return if ($self->{owner} // 0) != $$ || !$self->{outer};
	local ($?, $!, $@);
	kill 'KILL', delete $self->{outer};
	for (1 .. 100) {
		Meal::Process::reap();
		last if !system "find '$self->{group}' -depth -type d " .
		    '-exec rmdir {} + 2>/dev/null';
		Time::HiRes::sleep(0.05);
	}
	return;
}

sub DESTROY { my ($self) = @_; $self->stop; return }

1;
