# shellcheck shell=sh
# The directories that these functions read and write. Tests set other directories.

# for the lock and the markers
pi_run_dir=/run
# has a directory for each network device
pi_net_dir=/sys/class/net
# has a directory for each kernel module that is loaded or built in
pi_module_dir=/sys/module
# has a file for each kernel setting
pi_sysctl_dir=/proc/sys
# a prefix of /etc/sysctl.d and similar directories
pi_config_dir=
