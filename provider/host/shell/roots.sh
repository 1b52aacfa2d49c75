# shellcheck shell=sh
# Where a host keeps what these functions read and write. Tests put other directories in their place.

# of the lock and of the ownership markers
pi_run_dir=/run
# a directory for each network device
pi_net_dir=/sys/class/net
# a directory for each kernel module that is loaded or built in
pi_module_dir=/sys/module
# a file for each kernel setting
pi_sysctl_dir=/proc/sys
# before /etc/sysctl.d and the like
pi_config_dir=
