#!/usr/bin/env bash
# Runs a test beside a Slurm cluster of one node of two CPUs, this machine, which is started for it
# and is gone afterwards whatever happens: `with_slurm.sh TEST.sh`, in a scratch folder of its own.
# Everything listens on loopback, keeps its files in the scratch folder and runs as whoever calls.
# Exit code 77, with a message, if Slurm is not installed or does not start.
set -euo pipefail
test=$(realpath "$1")
PATH=$PATH:/usr/sbin  # where the daemons are, for who is not root
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" > /dev/null || { echo "skipped: there is no $program"; exit 77; }
done

scratch=$(mktemp -d)
chmod 711 "$scratch"  # munged wants its socket within everyone's reach
cluster=$scratch/cluster
export SLURM_CONF=$cluster/slurm.conf
# Known by their environment: the daemons, and the jobs with their keepers, which outlive them.
started() (
  unset SLURM_CONF  # so as not to find oneself
  { grep -lzsx "SLURM_CONF=$cluster/slurm.conf" /proc/[0-9]*/environ || true; } | cut -d / -f 3
)
stop() {
  for signal in TERM KILL; do
    for _ in $(seq 50); do
      pids=$(started)
      [ -n "$pids" ] || break 2
      # shellcheck disable=SC2086  # several
      kill -s "$signal" $pids 2> /dev/null || true
      sleep 0.1
    done
  done
  rm -rf "$scratch"
}
trap stop EXIT
mkdir -p "$cluster"/{state,spool} "$scratch/work"

read -r controller_port node_port < <(python3 -c '
import socket
ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(port.getsockname()[1] for port in ports))')
cat > "$SLURM_CONF" << END
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$node_port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
# A job that is requeued waits for its old credential to expire: two minutes if nothing is said,
# and five seconds at least.
AuthInfo=socket=$cluster/munge.socket,cred_expire=5
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
END

head -c 1024 /dev/urandom > "$cluster/munge.key"
chmod 600 "$cluster/munge.key"
# await CONDITION…: for some seconds; a daemon that is not answered at first waits long to try again.
await() {
  for _ in $(seq 100); do
    ! timeout 5 "$@" > /dev/null 2>&1 || return 0
    sleep 0.1
  done
  tail -n 5 "$cluster"/*.log
  echo "skipped: Slurm does not start"
  exit 77
}
munged -F --key-file "$cluster/munge.key" --socket "$cluster/munge.socket" \
  --pid-file "$cluster/munged.pid" --seed-file "$cluster/munge.seed" > "$cluster/munged.log" 2>&1 &
await test -S "$cluster/munge.socket"
slurmctld -D > "$cluster/slurmctld.log" 2>&1 &
await scontrol ping
slurmd -D -N localhost > "$cluster/slurmd.log" 2>&1 &
# shellcheck disable=SC2016  # for the inner shell
await sh -c '[ "$(sinfo -h -o %T)" = idle ]'

cd "$scratch/work"
# Short of the time that ctest gives, after which nothing would be cleaned up.
timeout 240 "$test" || { code=$?; tail -n 5 "$cluster"/*.log; exit "$code"; }
