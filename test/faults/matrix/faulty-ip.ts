// An ip that causes one fault at a line of its batches. It runs each line by the real ip, in a process of its own.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { SimulatedHost } from "../../model/host.ts";
import { IP, programsWith } from "../../model/programs.ts";
import { converges, type Phase, type Pool } from "./converge.ts";

/** What happens at the line. "-after" means that the kernel has run the line. */
export const ERRORS = {
  ENOMEM: "Cannot allocate memory",
  ENOBUFS: "No buffer space available",
  EPERM: "Operation not permitted",
  EEXIST: "File exists",
  E2BIG: "Argument list too long",
} as const;
export type KernelError = keyof typeof ERRORS | "ENOMEM-after";
export type Kill = `kill-${"ip" | "shell" | "all"}${"" | "-after"}`;

/**
 * /run/fault/at has the number of the line and what happens there. /run/fault/count has the number of lines so far. The
 * shell of a session is the process below the perl that replaces sshd (test/model/host.ts).
 */
const FAULTY = `
use strict;
use Fcntl ":flock";
my @args = @ARGV;
my $force = grep { $_ eq "-force" } @args;
sub slurp { open my $f, "<", $_[0] or return ""; local $/; return <$f> // "" }
sub counted {
  open my $f, "+<", "/run/fault/count" or return 0;
  flock $f, LOCK_EX;
  my $n = 1 + (<$f> || 0);
  seek $f, 0, 0;
  print $f "$n\\n";
  return $n;
}
sub parent { return slurp("/proc/$_[0]/stat") =~ /.*\\) \\S (\\d+)/ ? $1 : 1 }
sub chain {
  my @all;
  for (my $pid = getppid; slurp("/proc/$pid/comm") !~ /perl/ && $pid > 1; $pid = parent($pid)) { push @all, $pid }
  return @all;
}
sub cause {
  my ($what, $number) = @_;
  { open my $f, ">", "/run/fault/caused"; }
  if ($what =~ /^kill-ip/) { kill 9, $$ }
  if ($what =~ /^kill-shell/) { kill 9, (chain())[-1] }
  if ($what =~ /^kill-all/) { kill 9, reverse(chain()), $$ }
  if ($what =~ /^slow/) { open my $f, ">", "/run/fault/reached"; close $f; select undef, undef, undef, 1.0 }
  my %texts = (${Object.entries(ERRORS)
    .map(([name, text]) => `${name} => "${text}"`)
    .join(", ")});
  my ($name) = $what =~ /^(E\\w+)/ or return;
  print STDERR "RTNETLINK answers: $texts{$name}\\nCommand failed -:$number\\n";
  exit 2 unless $force;
}
if (@args && $args[0] eq "--step") {
  my ($at, $what) = split " ", slurp("/run/fault/at");
  my $due = $at && counted() == $at;
  cause($what, 0) if $due && $what !~ /-after$/;
  my $status = system @args[1 .. $#args];
  if ($args[1] =~ /sync$/) { open my $f, ">", "/run/fault/synced" }
  cause($what, 0) if $due && $what =~ /-after$/;
  exit $status >> 8;
}
my $number = 0;
while (my $line = <STDIN>) {
  $number++;
  next unless $line =~ /\\S/;
  my ($at, $what) = split " ", slurp("/run/fault/at");
  my $now = counted();
  my $due = $at && $now == $at;
  cause($what, $number), next if $due && $what =~ /^E\\w+$/;
  cause($what, $number) if $due && $what !~ /-after$/;
  my $file = "/run/fault/line.$$";
  open my $f, ">", $file; print $f $line; close $f;
  my $status = system "sh", "-c", 'exec "$@" 2>/run/fault/err.' . $$, "sh", "${IP}", map { $_ eq "-" ? $file : $_ } @args;
  my $printed = slurp("/run/fault/err.$$");
  $printed =~ s/Command failed .*?:1\\b/Command failed -:$number/;
  print STDERR $printed;
  exit $status >> 8 if $status && !$force;
  cause($what, $number) if $due && $what =~ /-after$/;
}
`;

/**
 * The directory with this ip, for World.make. A host without /run/fault/at has the real ip. `steps` are programs whose
 * start and end count like lines.
 */
export function faultyIp(steps: readonly string[] = [], more: Readonly<Record<string, string>> = {}): string {
  const directory = programsWith({
    ...more,
    ...Object.fromEntries(steps.map((name) => [name, stepOf(name)])),
    ip: `case "$* " in *"-batch - "*) [ ! -e /run/fault/at ] || exec perl /usr/local/sbin/faulty.pl "$@";; esac
exec ${IP} "$@"`,
  });
  writeFileSync(path.join(directory, "faulty.pl"), FAULTY);
  return directory;
}

const stepOf = (name: string) =>
  `set -- "$(PATH=/usr/bin:/bin command -v ${name})" "$@"
[ ! -e /run/fault/at ] || exec perl /usr/local/sbin/faulty.pl --step "$@"
exec "$@"`;

/** Arms the fault. Line 0 only counts lines. */
export async function arm(host: SimulatedHost, line: number, what: string): Promise<void> {
  await host.must(`mkdir -p /run/fault && echo 0 >/run/fault/count && echo "${line} ${what}" >/run/fault/at`);
}

/** Disarms the fault. Returns the number of lines since it was armed, and whether the fault occurred. */
export async function disarm(host: SimulatedHost): Promise<{ lines: number; occurred: boolean }> {
  const text = await host.must("cat /run/fault/count; ls /run/fault; rm -rf /run/fault");
  return { lines: Number.parseInt(text, 10), occurred: text.includes("caused") };
}

/** By how many lines two runs differ, because reads may share a dump. */
export const TOLERANCE = 3;

/** The number of lines that an undisturbed run of a phase sends to ip. */
export async function linesOf(pool: Pool, phase: Phase): Promise<number> {
  let count = 0;
  await pool.use((world) =>
    converges(world, phase, {
      arm: () => arm(world.alpha, 0, "none"),
      afterwards: async () => {
        count = (await disarm(world.alpha)).lines;
      },
    }),
  );
  return count;
}
